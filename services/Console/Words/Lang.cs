namespace WorkflowConsole.Words;

/// <summary>In which of the two languages a page is. Both are written side by side where they are said.</summary>
public sealed record Lang(bool English)
{
    public const string Cookie = "lang";

    /// <summary>For the <c>lang</c> attribute.</summary>
    public string Tag => English ? "en" : "zh-CN";

    /// <summary>One of the two.</summary>
    public string this[string zh, string en] => English ? en : zh;

    /// <summary>What a service says in both.</summary>
    public string this[Services.Worded words] => English ? words.En : words.Zh;

    /// <summary>By the cookie; Chinese where there is none.</summary>
    public static Lang Of(HttpRequest request) => new(request.Cookies[Cookie] == "en");
}
