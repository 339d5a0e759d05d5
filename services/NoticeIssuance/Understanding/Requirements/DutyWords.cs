namespace NoticeIssuance.Understanding;

/// <summary>The words by which a requirement says its kind, to whom it is reported, what is handed in and who takes part.</summary>
internal static partial class DutyWords
{
    /// <summary>What kind of duty it is; in this order where two begin at one place.</summary>
    [GeneratedRegex("""
        (?<essay>心得体会|征文|撰写[^,。;]{0,12}(?:文章|体会|论文|材料))
        |(?<meeting>(?:召开|举行|举办)[^,。;]{0,24}会|组织生活会|民主生活会|动员会|推进会)
        |(?<discussion>讨论|座谈|交流|研讨)
        |(?<register>摸底|建档|台账|登记|调查|建卡|普查)
        |(?<return>统计表|汇总表|报表|填报|数据(?:报送|上报)|(?:报送|上报)[^,。;]{0,12}(?:数据|表|名单))
        |(?<report>报送|上报|报告|总结|反馈|备案|报至|报我)
        |(?<inspection>督查|检查|抽查|巡查|督导|自查|排查|审查|检测|整改)
        |(?<activity>活动)
        |(?<study>学习|培训|传达|领会)
        |(?<publicity>宣传|报道|舆论|推广)
        """, Words.Options)]
    public static partial Regex Kind();

    /// <summary>To whom it is reported.</summary>
    [GeneratedRegex($$"""
        (?:报送|上报|报告|反馈|提交|上交|报至|送至|发送至|发至|传真至|交回|寄至|寄送|交至|交到|汇总至|送达|送到|送|交
          |(?<![印颁下转签开触启散分并])发(?![现生动展布放挥给言票文送至出起到])                                 # 发县局矫正股
          |(?<![申填预通海简举周月季年])报)(?:给|至|到)?                                                            # 报送至; not 申报
        (?<to>(?!告|送|名|到|请|经|纸|的|情|材|相|上报|报|并|通|易|流|底|发送|发至|道|刊|一)                                          # not 报名, 交流
          [\u4e00-\u9fff-[请以须将把并至]]{1,24}?(?:{{Words.Receivers}}))                                             # 市教育局
        (?=备案|审批|审核|审定|汇总|[,。;:)(、\n]|同意|核准|$)                                                     # 备案
        |向(?<to>[\u4e00-\u9fff]{2,24}?)(?:报送|报告|上报|提交|反馈|提出|备案|汇报)                                # 向市政府报告
        """, Words.Options)]
    public static partial Regex To();

    /// <summary>Something is to be reported.</summary>
    [GeneratedRegex("""
        报送|上报|报告[^,。;]{0,20}(?:部|委|局|厅|办|院|组|处)                # 报告市教育局
        |报[^,。;告名表刊纸]{1,20}(?:备案|审批|审定|核准)                     # 报市司法局备案
        |向[^,。;]{2,24}(?:报告|提出|汇报|备案|反馈)                          # 向市政府报告
        |反馈(?:至|给|我)|逐级上报
        """, Words.Options)]
    public static partial Regex Reports();

    /// <summary>It goes on and is never done.</summary>
    [GeneratedRegex("持续|长期|常态化|定期|经常|不断|随时|及时(?:报|上报|反馈|总结)|立即逐级|日常|始终", Words.Options)]
    public static partial Regex Ongoing();

    /// <summary>Figures are asked for.</summary>
    [GeneratedRegex("统计|填报|填写|报送|上报|登记|台账|反馈", Words.Options)] public static partial Regex Asks();
    [GeneratedRegex(Words.Figures, Words.Options)] public static partial Regex Figure();

    /// <summary>What is handed in: 报送自查报告.</summary>
    [GeneratedRegex($$"""(?:报送|上报|提交|上传|形成|撰写|制定|填写|填报|交|将|附)[^,。;:]{0,24}?(?<what>{{Words.Evidence}})""", Words.Options)]
    public static partial Regex Handed();

    /// <summary>One of 一问…六问.</summary>
    [GeneratedRegex("""[一二三四五六七八九十]问(?!["'》])(?<what>[^;。?]{2,120}[;。?])""", Words.Options)]
    public static partial Regex Question();

    /// <summary>A bracket that shares the work out.</summary>
    [GeneratedRegex("""
        \((?:责任|牵头|主办|承办|负责)(?:单位|部门|处室|科室)?:(?<who>[^);]{2,200})                    # （牵头单位：市财政局；
          (?:;(?:配合|协同|协办|参加|参与|责任)(?:单位|部门|处室|科室)?:?(?<with>[^);]{2,200}))?       # 配合单位：市审计局
          [^)]{0,60}\)                                                                                 # ；完成时限：6月）
        |\((?<who>[^),;]{2,60}?)牵头(?:负责)?[,;、]?                                                   # （市财政局牵头，
          (?:(?<with>[^);]{2,200}?)(?:等[^)、]{0,12})?(?:按(?:照)?职责分工)?                           # 市审计局等部门按职责分工
             (?:配合|参与|参加|负责|落实)[^)]{0,60})?\)                                                # 配合）
        |\((?<who>[^)]{2,200}?)(?:等[^)、]{0,12})?(?:按(?:照)?职责分工)?负责[^)]{0,60}\)               # （市财政局、市审计局负责）
        """, Words.Options)]
    public static partial Regex Shared();

    /// <summary>Says that a bracket shares the work out or sets its limit.</summary>
    [GeneratedRegex("(?:责任|牵头|主办|承办|配合)(?:单位|部门|处室|科室)?:|牵头|负责|配合|(?:完成|办理)?时限:", Words.Options)]
    public static partial Regex SharedOut();

    /// <summary>With whom it is done.</summary>
    [GeneratedRegex("""
        (?:会同|协同                                                                                          # 会同财政、民政
          |联合(?!惩戒|监管|执法|检查|审|印发|发文|行动|会议|办公|体|国|激励|奖)                              # not 联合惩戒
          |(?<![工协电招通客厂微外])商(?![务业品贸会标铺家户场店圈定讨议量榷]))                               # 商市财政局; not 商务
        (?<who>[\u4e00-\u9fff、]{2,80}?)
        (?:等(?:有关|相关|[一-九两\d]*个?)?(?:部门|单位|机构)?|部门|单位|机构)?                               # 等有关部门
        (?=研究|制定|组建|组成|成立|召开|完成|按照|负责|组织(?!部|人事)|开展|做好|进行|共同|加强|指导|统筹    # 制定
          |,|。|;|尽快|及时|对|提出|抓好|落实|建立)
        """, Words.Options)]
    public static partial Regex Together();

    /// <summary>Who helps: ，市统计局、市财政局配合。</summary>
    [GeneratedRegex(@"[,;](?:由)?(?<who>[\u4e00-\u9fff、]{2,80}?)(?:等[^,。;、]{0,8})?(?:予以|做好)?(?:配合|协助)(?=[。;,]|$)", Words.Options)]
    public static partial Regex Assisting();

    /// <summary>Who leads: 由市教育局牵头.</summary>
    [GeneratedRegex(@"由(?<who>[\u4e00-\u9fff、]{2,60}?)(?:负责)?牵头", Words.Options)] public static partial Regex Leads();
    /// <summary>It builds on what was done before: 在集中学习的基础上，.</summary>
    [GeneratedRegex("在[^,。;]{2,30}(?:基础上|之后),", Words.Options)] public static partial Regex Basis();

    /// <summary>What ends a list of names and is no name.</summary>
    [GeneratedRegex("等?(?:有关|相关)?(?:部门|单位)和?单位?$|会同有关部门$|等$|按职责分工$", Words.Options)]
    public static partial Regex Others();

    /// <summary>有关部门 names nobody.</summary>
    [GeneratedRegex("^(?:各)?(?:有关|相关|其他)", Words.Options)] public static partial Regex Anybody();
    /// <summary>What parts names: 财政部和民政部 are two, 工业和信息化部 is one.</summary>
    [GeneratedRegex("[、,]|(?<=[部委局厅办院会处科室司府队])[和及]", Words.Options)] public static partial Regex Between();
}
