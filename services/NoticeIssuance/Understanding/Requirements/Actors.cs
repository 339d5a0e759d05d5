namespace NoticeIssuance.Understanding;

/// <summary>Who is to act.</summary>
/// <param name="Persons">The duty rests on persons in a role (县处级以上领导干部), not on a unit.</param>
/// <param name="Leading">Of those, ones named singly (领导干部, 负责同志) rather than everybody (广大党员).</param>
internal sealed record ActorPhrase(string Wording, bool Persons, bool Leading)
{
    /// <summary>Each or all of some kind (各单位), as one addresses the receivers of a notice.</summary>
    public bool Everybody => Wording[0] is '各' || Wording.StartsWith("全体", StringComparison.Ordinal) || Wording.StartsWith('每');
}

/// <summary>
/// Finds the actor at the head of a sentence: a noun phrase that ends like a body or a role and is followed by 要, 应, 须 or a verb of acting.
/// </summary>
internal static partial class Actors
{
    private const int Furthest = 90;

    /// <summary>
    /// The actor at the head of a sentence; where it begins with an addressee as the notice names them (各部门报销…必须), that one.
    /// </summary>
    public static ActorPhrase? In(string sentence, IReadOnlyList<string> addressed)
    {
        var found = At(sentence, 0, sentence.Length);
        // 实行日报告制度,各村每天…报平安: who acts may come a clause later.
        if (found is null && sentence.IndexOf(",各", StringComparison.Ordinal) is > 0 and < Furthest and var later
            && !sentence.AsSpan(0, later).Contains('由'))
            found = At(sentence, later + 1, sentence.Length);
        foreach (var name in addressed.Where(name => name.Length > 1))
        {
            var at = sentence.AsSpan(0, Math.Min(sentence.Length, Furthest)).IndexOf(name);
            if (at < 0 || at > 0 && sentence[at - 1] is not ('请' or ',')
                || found is not null && !found.Wording.StartsWith(name, StringComparison.Ordinal) || found?.Wording.Length <= name.Length
                || !Acts().IsMatch(sentence.AsSpan(at + name.Length, Math.Min(12, sentence.Length - at - name.Length))))
                continue;
            var role = found?.Wording.StartsWith(name, StringComparison.Ordinal) == true ? found.Wording[name.Length..] : "";
            if (role.Length == 0 || !Role().IsMatch(role))
                return new(name, Person().IsMatch(name), Leading: false);
        }
        return found;
    }

    public static ActorPhrase? At(string text, int start, int end)
    {
        var window = text[start..Math.Min(end, start + Furthest)];
        var match = window.Contains('请', StringComparison.Ordinal) ? Requested().Match(window) : Match.Empty;
        if (!match.Success && Told().IsMatch(window))
            match = Commanded().Match(window);
        if (!match.Success && window.Contains('由', StringComparison.Ordinal))
            match = Entrusted().Match(window);
        if ((!match.Success || match.Groups["actor"].Length > 10) && window.AsSpan().ContainsAny('各', '全'))
            match = Each().Match(window) is { Success: true } each ? each : match;
        if (!match.Success)
            return null;
        var wording = match.Groups["actor"].Value;
        var persons = Person().IsMatch(wording);
        return new(wording, persons, persons && !Everybody().IsMatch(wording));
    }

    // The last word of who acts. (A piece that others go on behind ends without a remark.)
    private const string Ends = """
        (?<=[各本我该全])校                                                                   # 各校
        |党组织|党委(?:\(党组\))?|党\(工\)委|党工委|党组|支部|总支|中心组                     # 各级党委（党组）
        |部门|单位|机构|学院|院系|院校|学校|高校|大学|政府                                    # 各有关部门
        |办公厅(?:\(室\))?|办公室|委员会|小组|专班|指挥部|企业|机关|团体                      # 区安委会办公室
        |干部|党员|同志|负责人|主任|秘书|书记|校长|院长|园长|联络员|辅导员|责任人|教师|学生|老师  # 党员领导干部
        |媒体|地区|地方|各地|地市|省份|省|市|县|区|州|旗|盟|乡镇|街道|村|社区                 # 各县区
        |(?<![全内外大局])部|委|局|厅|处|科|室|中心|车间|公司|委员|成员|人员|职工|员工|工会|院  # 市教育局; not 全部
        |(?<=[残妇工文侨台科社作记音舞美书])联(?![系合络动席网名])|[律医教药技厨]师|专家|代表|客户|用户|居民|村民|学员   # 县残联, 律师
        |(?:[组队班站所部科处局镇乡村校院厂园]长|(?<=[\u4e00-\u9fff])(?<![动复满官])员)(?![会工额])|业主|船主|店主|机主|商      # 组长, 防疫员
        |(?<=[\u4e00-\u9fff])组织|个人|(?<=[各本全])系统|班级|班|医院|银行|队|站|所|馆|户|家长|者|人|地
        """;

    // What tells it to act.
    private const string Verbs = """
        (?:(?<![主重需])要(?![求素点件])|应当?(?![用急对])|须|必须|务必|需(?!要的|求)|不得               # 要; not 要求
          |负责(?!人|同志)|牵头|会同|结合|对照|按照|按|根据|组织(?![部人机生者关])          # 负责; not 负责人
          |登[录陆]|核对|参加|准备|确定|携带|凭(?!证)                                       # 登录
          |成立|开展|进行|完成|制定|建立|推行|上传|提交|报送|填报|填写|汇总|统一|加强|认真  # 完成
          |每(?=[年月周季半日天学])|于(?=[\d每本次下收接])|自(?=[即收接\d本发印通])         # 每学期, 于5月, 自收到
          |(?=\d{1,2}月)|在(?=\d|[“"][^”"]{1,20}[”"]中)|将(?=[对于把组])|从(?=[成\d])       # 5月20日前, 在“…”中, 将于
          |出台|印发|完善|切实|及时|请(?=[在于将按]|务必|结合|认真|\d))
        """;

    // Between them: 各单位也要.
    private const string Between = "(?:,)?(?:都|也|均|还|既|更|同时|也都|分别)?";

    // In front of who acts.
    private const string Time = """
        (?:(?:[^,。;:]{1,24}                                                          # 5月底前, 活动结束后,
             (?:前|底|期间|时|后|中|起|内|上|下|末|日|月|每[一二两三四五六七八九十\d隔]{0,2}个?[天日周月年]|基础上|前[\d一二三五十两]+(?:[日天周]|个?工作日))
            |(?:确因|因|如|凡|对|遇|发现)[^,。;:]{1,36}                               # 对查出的堆土,
            |[^,。;:]{4,36}的                                                         # 需在异地停靠的,
            |同时|此外|另外|其中|节假日期间|即日起),){0,2}                            # 同时,
        (?:[于在][^,。;:]{1,20}前,?)?                                                 # 在5月底前
        (?:\d[^,。;:\u4e00-\u9fff]{0,6}[年月日\d底前号:起,]{1,14})?                   # 5月20日前
        """;

    private const string Noun = """
        (?!鼓励|支持|面向|引导|推动|督促|完善|加强|发挥|提高|强化|指导(?!教师|老师|组|单位))  # 加强部门, but 指导教师
        (?![(对把将以为从在通按根围结凡如若因关就到并且但要应须请不使与和及经现特][^人])            # 对单位
        (?:[\u4e00-\u9fff、()"·A-Za-z\d-[由]]|(?<=自)由){0,44}?
        """;

    // A cheap look before the careful one: the last sign of an actor beside what it is told.
    [GeneratedRegex($$"""
        [织委组部心门位构院系校学府厅室会班挥企业关团干员志人师生老媒体区方地市份省县州旗盟乡镇街道村社局处科司工统级医行队站所馆户家长者个间)]
        {{Between}}{{Verbs}}
        """, Words.Options)]
    private static partial Regex Told();

    [GeneratedRegex($$"""
        ^(?:[\u4e00-\u9fff、]{2,14}:)?                            # 中期检查：
        {{Time}}
        (?<actor>{{Noun}}(?:{{Ends}})(?:\([^)]{1,12}\))?)         # 各学院（系）
        {{Between}}{{Verbs}}
        """, Words.Options)]
    private static partial Regex Commanded();

    [GeneratedRegex($$"""
        (?:^|,)请(?:
           (?<actor>[\u4e00-\u9fff、()"]{0,44}?(?:{{Ends}})(?:\([^)]{1,8}\))?)                         # 请各单位
          |(?<actor>(?:各|全体)[\u4e00-\u9fff、()]{1,16}?)                                               # 请各位专家
        )
        (?=要|务必|于|在|自|按|会同|认真|高度|组织|根据|结合|对|将|落实|抓紧|及时|尽快|做好|,|以     # 于5月20日前
          |严格|参照|填|把|积极|安排|指定|明确|提前|准时|派|\d|确定|统一|尽早|从|并|通过)
        """, Words.Options)]
    private static partial Regex Requested();

    // Each of some kind, whatever the noun: 各分公司将…报集团, 请各门店于…组织盘点.
    [GeneratedRegex($$"""
        ^请?{{Time}}请?
        (?<actor>(?:各|全体)位?(?!级)(?:[\u4e00-\u9fff、()-[每逢的请工原确]]|工(?!作)|原(?!则)|确(?!保)){1,16}?)
        {{Between}}
        (?:(?<![主重需])要|应|须|需|必须|务必|将|于|在(?!建|编|岗|册|职|校)|对(?!口|外)|把|按|根据|每[年月周季旬半日天]|自行|分别|统一|逐|[一二三四五六七八九十\d]+月
          |{{Words.Imperatives}}|推荐|选派|报名|动员|民主|领取|办理|清理|派)
        """, Words.Options)]
    private static partial Regex Each();

    [GeneratedRegex($$"""
        (?:(?:^|[,前内止])(?:由|交由)(?!此|于)(?<actor>[\u4e00-\u9fff、()"]{1,44}?(?:{{Ends}}))         # 由市教育局
            (?=负责|牵头|统一|提出|组织|会同|归口|承担|负总责|具体|统筹|审|按
              |[于在](?!编|册)|向|\d|完成|免费|逐|汇总|收集|核|认定|{{Words.ConcreteActs}})
          |(?:^|,)[^,。;:由]{1,16}由(?!此|于)(?<actor>[\u4e00-\u9fff、()"]{1,44}?(?:{{Ends}}))(?=[于在]\d|\d) # 经费由县财政局于10月底前
        )
        """, Words.Options)]
    private static partial Regex Entrusted();

    /// <summary>Behind an addressee's name something is done; 各部门的, 各部门、各车间 and 各部门负责人 go on.</summary>
    [GeneratedRegex($"^(?!的|、|和|及|与|等|内|在(?:编|岗|册|职)|:|,|。)[\u4e00-\u9fff\\d]", Words.Options)] private static partial Regex Acts();

    /// <summary>Somebody of that body: 考勤员, 负责人, 党支部.</summary>
    [GeneratedRegex($"^[\u4e00-\u9fff-[在于对将把应要须必]]{{0,6}}(?:{Ends}\n|{Words.BodyEndings})$|[员长]$", Words.Options)]
    private static partial Regex Role();

    [GeneratedRegex($"(?:{Words.Persons})$", Words.Options)] private static partial Regex Person();
    [GeneratedRegex("^(?:广大|全体|全省|全市|全县|全国|每[位名个])|党组织和", Words.Options)] private static partial Regex Everybody();
}
