namespace NoticeIssuance.Understanding;

/// <summary>
/// The words by which people are called to come together.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class MeetingWords
{
    /// <summary>From one hour to another, or what only describes: 15:00-16:00, 15:00的会议; but 8点到大会议室.</summary>
    [GeneratedRegex("[:点时].*(?:[-~]|[至到]\\d)|的.?$", Words.Options)] public static partial Regex HoursOf();

    /// <summary>People come together.</summary>
    [GeneratedRegex("召开|举行|举办|收看|收听|会议|(?<![社协工学委])会(?:[,。]|$)|培训|[到在][^,。;]{2,20}(?:室|厅|馆|楼)", Words.Options)]
    public static partial Regex Gathers();

    /// <summary>And are told to come.</summary>
    [GeneratedRegex("""
        (?:请|务必|务请|须|应|要|通知)[^。;]{0,50}?(?:参加|出席|到会|参会|列席|与会|到场|收看|收听)
        |(?:准时|按时|届时)(?:参加|出席|到会|参会|列席)
        """, Words.Options)]
    public static partial Regex Attends();

    /// <summary>In front of the day on which somebody is told to come somewhere: 请各单位于, 参训人员.</summary>
    [GeneratedRegex("(?:请|务必|须|应)[^。;:]{0,58}?[于在]?$|(?:参训|参会|与会|参赛|受训|参加)[^,。;:]{0,10}?[于在]?$", Words.Options)]
    public static partial Regex Called();

    /// <summary>Comes there: 报到, 到局领取.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?,?(?:下午|上午|晚上|晚)?(?:准时|按时|统一)?(?:报到|集合
          |(?:到|赴|前往|在)(?!期|位|岗|账)[^,。;:]{1,36}?(?:报到|集合|领取?|签到|接(?!受|待|收|到)|办理|核对|交接))
        """, Words.Options)]
    public static partial Regex Comes();

    /// <summary>In front of the day on which somebody reports, who needs no 请: 新录用人员持身份证于. But 工作人员将于.</summary>
    [GeneratedRegex("(?:(?<!工作)人员|学员|新生|考生|选手|队员|公务员|教师|干部|代表|志愿者|民兵|新兵)[^,。;:]{0,24}?(?<![将拟已曾])[于在]$", Words.Options)]
    public static partial Regex Reporting();

    /// <summary>Reports there: 准时到局人事科报到.</summary>
    [GeneratedRegex("""
        ^(?:\([^)]{1,10}\))?,?(?:[上下]午|晚)?(?:准时|按时|统一)?(?:到|赴|前往|在)[^,。;:]{1,36}?(?:报到|集合|签到)(?![后时的]|地点)
        """, Words.Options)]
    public static partial Regex Reports();

    /// <summary>Who comes, as a field of its own: 参会人员：, 出席范围：.</summary>
    [GeneratedRegex("(?:参会|参加|出席|列席|与会|到会|参训)(?:人员|范围|对象|单位|领导)(?:及要求)?[为:]", Words.Options)]
    public static partial Regex Attendance();

    /// <summary>Beside a meeting's time: where it is held, 地点均在县会议中心.</summary>
    [GeneratedRegex("地点(?:均|都|设|安排)?[在为是:]", Words.Options)] public static partial Regex Where();

    /// <summary>A notice that calls to a meeting by its very title: 关于召开…会的通知.</summary>
    [GeneratedRegex("关于(?:组织)?(?:召开|举行|举办)[^\\n]{2,50}?(?:会|会议|培训班?|讲座|论坛)(?:议)?的(?:预备|预)?(?:通知|函)", Words.Options)]
    public static partial Regex Summons();

    /// <summary>Is set down for then: 定于, 拟于.</summary>
    [GeneratedRegex("(?:[定拟将订]|安排)在$|于$|[,。;:]$|^$", Words.Options)] public static partial Regex Sets();

    /// <summary>And held: 在三楼会议室召开…会.</summary>
    [GeneratedRegex("^[^。;]{0,30}?(?:召开|举行|举办)[^。;]{0,40}?(?:会|会议|培训班?|讲座|论坛)(?=[。,;]|$)", Words.Options)]
    public static partial Regex IsHeld();

    /// <summary>A meeting's time as a field of its own: 时间：, 会议时间为. Not 报名时间.</summary>
    [GeneratedRegex("(?:^|[,。;、.)\\n\\d])(?:会议|召开|开会|培训|活动|集合)?的?时间(?:[、和及与]?地点)?(?:定于|[为:])?$", Words.Options)]
    public static partial Regex TimeField();
}
