namespace WorkflowConsole.Words;

/// <summary>Why something was not done, and what to do, in both languages; and that something was done.</summary>
internal static class Refusals
{
    private static readonly Dictionary<string, (string Zh, string En)> ByCode = new(StringComparer.Ordinal)
    {
        ["questions-open"] = ("还有待确认的问题，请先逐条确认。", "Some questions are still open; settle them first."),
        ["nobody-owes"] = ("有的要求没有承办单位（例如都已去掉），这样不能印发；请在下面读出的要求里改定由谁来办。",
            "Some requirement is owed by nobody, such as when all its units were left out: say below who does it."),
        ["lead-left-out"] = ("牵头单位已经去掉，会同单位没有牵头的；请在下面读出的要求里改定牵头单位或会同单位。",
            "Who leads was left out, and others would join in what nobody leads: say below who leads, or who joins."),
        ["notice-issued"] = ("通知已经印发，内容不能再改。", "The notice is issued and cannot be changed here any more."),
        ["notice-rejected"] = ("通知已经退文。", "The notice was sent back."),
        ["not-a-notice"] = ("这份文字不像一份通知，没有收下。请检查是否粘贴完整。", "This text is no notice; nothing was stored. See whether all of it was pasted."),
        ["charset"] = ("文字编码无法识别，请另存为 UTF-8 或直接粘贴文字。", "The encoding of the text is not understood; save it as UTF-8 or paste the text."),
        ["assignment-closed"] = ("事项已经销号，不能再办。", "It is closed; nothing more can be done with it."),
        ["report-missing"] = ("还没有收到反馈。", "Nothing has been reported yet."),
        ["report-already-accepted"] = ("反馈已经审核通过。", "The report has been accepted already."),
        ["report-already-returned"] = ("反馈已经退回。", "The report has been returned already."),
        ["report-awaits-judgement"] = ("上一次反馈还在等待审核。", "The report before still waits to be judged."),
        ["assignment-declined"] = ("这件事已退回上级，等上级决定后再办。", "It was declined; the unit above decides on that first."),
        ["assignment-reassigned"] = ("这件事已改派给别的单位。", "It was given to another unit."),
        ["assignment-cancelled"] = ("通知已经撤回、废止或变更，这件事不再办理。",
            "The notice was withdrawn, superseded or amended; it is owed no more."),
        ["lead-closed"] = ("牵头单位已经销号，请先重新办理牵头的那一件。", "The lead is closed; reopen the lead first."),
        ["not-closed"] = ("只有销号的事项才能重新办理。", "Only what is closed is reopened."),
        ["notice-withdrawn"] = ("通知已经撤回。", "The notice was withdrawn."),
        ["notice-superseded"] = ("通知已经废止。", "Another notice took the place of this one."),
        ["notice-concluded"] = ("通知要求的事项都已办结，不能再变更；还有要求的，请另发通知。",
            "All that the notice ordered is done with; issue another one."),
        ["notice-not-issued"] = ("通知还没有印发，可以直接退文。", "It is not issued; send it back instead."),
        ["delegation-unusable"] = ("代办没有设好：请填对方的编号，日期从今天起，最长一年。",
            "It was not set: give the other person's id, and days from today on, at most a year."),
        ["delegation-not-in-force"] = ("代办授权现在不在有效期内，请先切换回本人。", "The delegation is not in force; switch back to yourself."),
        ["delegation-no-stream"] = ("代办时请逐页查看收件箱。", "Acting for another, read the inbox page by page."),
        ["delegation-not-yours"] = ("代别人办理时不能再转授别人。", "What was delegated to you cannot be delegated on."),
        ["copies-unusable"] = ("抄送单位没有改成：不在单位名录里，或者本来就要办理这份通知；一次最多 500 个。",
            "The copies were not set: a unit is not in the directory, or owes a part of the notice anyway; at most 500 at once."),
        ["copies-told"] = ("通知已经印发，送出的抄送不能收回。", "It is issued; a copy that has gone out is not taken back."),
        ["superseding-unusable"] = ("请选一份本单位已经印发、现在有效的通知。", "Choose a notice that your unit has issued and that is in force."),
        ["already-reported"] = ("已经反馈过的事项不能再退回。", "What has been reported on cannot be declined any more."),
        ["already-owes"] = ("这个单位已经退回或转出过这一项，请另选单位。", "That unit has declined it or given it on; choose another."),
        ["unit-unusable"] = ("只能改派给本单位或下属的单位。", "It can only be given to your unit or one below."),
        ["urged-lately"] = ("一小时内已经催办过，请稍后再催。", "It was urged within the last hour; wait a while."),
        ["assignments-unusable"] = ("请先选好事项，一次最多 1000 件。", "Choose some first; at most 1,000 at once."),
        ["urging-unusable"] = ("催办的内容不能用：意见最多 500 字。", "It cannot be urged so: at most 500 characters."),
        ["not-dated"] = ("这件事没有时限，不用延期。", "It has no deadline that could be moved."),
        ["extension-awaits-decision"] = ("上一次延期申请还没有答复。", "The request before has not been answered."),
        ["extension-decided"] = ("这次延期申请已经答复过了。", "This request was answered already."),
        ["extension-lapsed"] = ("对方已经反馈或退回，不用再答复。", "It was reported on or declined since; nothing is left to decide."),
        ["not-declined"] = ("这件事现在没有退回。", "It is not declined now."),
        ["not-judged-yet"] = ("时限刚过，系统正在登记，请几秒钟后再试。", "The deadline has just passed; try again in a few seconds."),
        ["stale"] = ("刚才有人改动过，请看过最新内容再办。", "Somebody changed it in the meantime; look at it again and decide again."),
        ["idempotency-key-reused"] = ("同一张表单已经用别的内容提交过，请刷新页面。", "This form was already sent with other words; load the page again."),
        ["unit-unknown"] = ("您的单位不在今天的单位名册里，请联系运行管理员。", "Your unit is not in today's directory; ask the operator."),
        ["too-large"] = ("文件太大，单个文件最多 20 MB。", "The file is too large; at most 20 MB each."),
        ["term-unusable"] = ("新的时限不能用：要晚于今天，延期的还要晚于原时限；如果那一年的放假安排还没有，请直接指定日子。",
            "The new term cannot be used: it must lie after today, and of an extension after the old one."),
        ["reason-unusable"] = ("请写明原因（不超过 2000 字）。", "Give a reason of at most 2,000 characters."),
        ["report-unusable"] = ("反馈内容有误，没有提交。", "The report was not taken."),
        ["reason-missing"] = ("请写明原因。", "Give a reason."),
        ["responsible-person-unusable"] = ("请填写责任人的职务或姓名。", "Name an office or a person."),
        ["answers-unusable"] = ("有的回答不能用，一条也没有记下。", "Some answers cannot be used; none was recorded."),
        ["amendment-unusable"] = ("变更没有办成，请看下面标出的地方。", "It was not amended; see what is marked below."),
        ["amendment-empty"] = ("还没有写要变更什么。", "Nothing is said yet of what is to change."),
        ["nothing-left"] = ("这样变更以后什么都不用办了；如果是这个意思，请撤回通知。",
            "Nothing would be owed any more; if that is meant, withdraw the notice."),
        ["beyond-authority"] = ("有的单位不在本单位的下达范围之内，不能用变更来加，经批准或会签交办的也不能改；请另发通知，按程序报批。",
            "An amendment neither adds units beyond this unit's authority nor changes what they consented to. Issue a notice."),
        ["too-many-assignments"] = ("分解出的事项太多，请分成几份通知。", "It would make too many assignments; divide it."),
        ["unit-unresolved"] = ("有的单位对不上，请写全称、简称或代码，中间用顿号隔开。",
            "Some units are not known; write full names, short names or codes, commas between."),
        ["invalid-due"] = ("新的时限不是一个有效的日子。", "The new term is no valid day."),
    };

    /// <summary>A sentence, never a code; the service's own English one in English.</summary>
    public static string Say(Lang l, Services.Trouble trouble)
    {
        if (ByCode.TryGetValue(trouble.Code, out var said))
            return l[said.Zh, said.En];
        var zh = trouble.Status switch
        {
            400 or 422 => "填写的内容有误，没有办成，请核对后再试。",
            401 => "登录已经失效，请重新登录。",
            403 => "您的身份不能这样办，或者这不在您的范围之内。",
            404 => "没有找到，或者这不在您的范围之内。",
            409 => "按现在的状态不能这样办，请刷新页面看最新情况。",
            412 => "刚才有人改动过，请看过最新内容再办。",
            413 => "内容太大，没有收下。",
            415 => "这种格式目前读不了。",
            429 => "一时办理太多，请过一会儿再试。",
            503 => "这一部分暂时读不到，其余不受影响，请稍后刷新。",
            _ => "没有办成，请稍后再试；如果一直这样，请告诉运行管理员。",
        };
        return l[zh, trouble.Status == 503 ? "This part cannot be read just now; the rest is as it should be. Try again in a moment."
            : trouble.Detail.Length > 0 ? trouble.Detail : "It was not done. Try again; if it stays so, tell the operator."];
    }

    /// <summary>What exactly was wrong, without the addresses of an interface: which field, and in English what of it.</summary>
    public static string Field(Lang l, JsonNode? error)
    {
        if (error is not JsonObject one)
            return error?.ToString() ?? "";
        if (one["line"] is not null || (string?)one["field"] is not { Length: > 0 } path)
            return string.Join(" · ", one.Select(field => field.Value?.ToString()).Where(value => !string.IsNullOrEmpty(value)));
        var name = path.Split('.', '[')[^1].TrimEnd(']') switch
        {
            "reason" => l["原因", "Reason"],
            "text" => l["办理情况", "What was done"],
            "dueAt" => l["时限", "Term"],
            "evidence" => l["附件", "Files"],
            "words" => l["催办意见", "What is said"],
            "role" => l["职务", "Office"],
            "name" => l["姓名", "Name"],
            var other when path.StartsWith("$.figures", StringComparison.Ordinal) => Words.Say.Figure(l, other),
            _ => "",
        };
        var at = path.StartsWith("$.answers[", StringComparison.Ordinal)
            && int.TryParse(path["$.answers[".Length..].Split(']')[0], CultureInfo.InvariantCulture, out var index)
                ? l[$"第 {index + 1} 条回答", $"Answer {index + 1}"] : name;
        return l[at, string.Join(": ", new[] { at, (string?)one["message"] }.Where(part => !string.IsNullOrEmpty(part)))];
    }

    /// <summary>What is wrong at a place of an amendment.</summary>
    /// <param name="l">The page's language.</param>
    /// <param name="list">As the service calls it.</param>
    /// <param name="part">Of an item of the list; empty for the whole.</param>
    public static string Amendment(Lang l, string list, string part) => (list, part) switch
    {
        ("reason", _) => l["请写明原因（不超过 500 字）。", "Give a reason of at most 500 characters."],
        (_, "dueAt") => l["这个日子不能用：要在今天或以后，也不能早于通知本身。", "This day cannot be used: it must lie ahead, and not before the notice."],
        ("change", "text") => l["这段文字不能用：最多 2000 字；文字里写了别的日子的，请把新时限也填上。",
            "These words cannot be used: at most 2,000 characters; where they name another day, give that as the new day too."],
        ("change", _) => l["这一项已勾选“不再要求”，不能同时改动。", "It is to be dropped, and cannot be changed as well."],
        ("add", "text") => l["这段文字不能用：最多 2000 字，不能和现有的要求相同。",
            "These words cannot be used: at most 2,000 characters, and not those of a requirement in force."],
        ("add", _) => l["读不出由谁办或何时办结，或者没有单位来办：请选定由谁办，填上今天或以后的时限。",
            "It is not plain who owes it or by when, or no unit does: choose who owes it, and give a day that lies ahead."],
        ("addUnits", _) => l["有的单位不能加：此前已经从这份通知里去掉。", "Some were taken out of this notice before and cannot be added."],
        ("removeUnits", _) => l["有的单位不能去掉：不承办这份通知，是某项要求点名的，或者同时又要加上。",
            "Some cannot be taken out: they owe nothing, are named by a requirement, or are added at once."],
        _ => l["请核对这一处。", "Look at this again."],
    };

    /// <summary>That an act was done.</summary>
    public static string Done(Lang l, string act) => act switch
    {
        "acknowledged" => l["已签收。", "Acknowledged."],
        "handed-over" => l["已交接；原来由别人负责的没有动。", "Handed over; what others are responsible for stayed as it was."],
        "named" => l["责任人已登记。", "The responsible person is recorded."],
        "reported" => l["反馈已提交，等待审核。", "Reported; it will be judged."],
        "returned" => l["已退回。", "Returned."],
        "asked" => l["延期申请已提交，等上级答复；答复以前仍按原时限。", "Asked for; until it is answered the deadline stands."],
        "granted" => l["已同意延期。", "More time is granted."],
        "refused" => l["已答复：不延期。", "Refused: the deadline stands."],
        "declined" => l["已退回上级，等上级决定。", "Declined; the unit above decides."],
        "insisted" => l["已答复：仍由该单位承办。", "It stays that unit's."],
        "reassigned" => l["已改派。", "Given to the other unit."],
        "reopened" => l["已重新交办。", "It is to be done once more."],
        "acting" => l["已切换，现在代对方办理。", "You act for the other person now."],
        "self" => l["已回到本人。", "You act for yourself again."],
        "delegated" => l["已请对方代办。", "The other person may act for you."],
        "delegation-ended" => l["代办已结束。", "Nobody acts by it any more."],
        "copy-read" => l["已知悉。", "Acknowledged."],
        "copies-set" => l["抄送单位已改好。", "The copies are set."],
        "copies-sent" => l["已抄送，对方马上收到。", "Copies are on their way."],
        "urged" => l["已催办，对方马上收到。", "Urged; the unit is being told."],
        "withdrawn" => l["已撤回，还没有办结的单位会收到告知。", "Withdrawn; whoever still owes something is being told."],
        "superseded" => l["已废止，还没有办结的单位会收到告知。", "Superseded; whoever still owes something is being told."],
        "amended" => l["已变更，有变化的单位正在收到告知。", "Amended; whoever it concerns is being told."],
        "accepted" => l["已审核通过。", "Accepted."],
        "closed" => l["已销号。", "Closed."],
        "answered" => l["已确认。", "Settled."],
        "issued" => l["已印发，正在逐级交办。", "Issued; it is being passed down."],
        "rejected" => l["已退文。", "Sent back."],
        "received" => l["已收文，下面是读出的内容。", "Received; here is what was understood."],
        "approved" => l["已批准。", "Approved."],
        "agreed" => l["已同意。", "Agreed."],
        "published" => l["日历已发布。", "The calendar is published."],
        "queue" => l["已处理，已记入历史。", "Done, and recorded."],
        "resent" => l["已重新投递。", "Sent again."],
        _ => "",
    };
}
