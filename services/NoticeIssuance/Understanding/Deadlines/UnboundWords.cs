namespace NoticeIssuance.Understanding;

/// <summary>
/// The words around a time expression that tell it is no limit: in force, a state, a paper's age, what is told or merely so.
/// A pattern that ends in $ is held against what stands before the expression, one that begins with ^ against what stands behind it.
/// </summary>
internal static partial class UnboundWords
{
    /// <summary>What is so until a day, and is nobody's to do: 至5月20日有效.</summary>
    [GeneratedRegex("^[^。;\\n请各应须]{0,40}?(?:有效|施行|试行|执行|实施|生效|期间|停止|暂停|关闭|封闭|放假|公示|展出)", Words.Options)]
    public static partial Regex InForce();

    /// <summary>Behind a quotation: “…”的规定.</summary>
    [GeneratedRegex("^\"的?(?:规定|要求|精神|部署)", Words.Options)] public static partial Regex Ruled();

    /// <summary>How long something counts: 当月内有效.</summary>
    [GeneratedRegex("^(?:之|以)?[内前]?(?:\\([^)]{1,12})?\\)?(?:一直)?有效", Words.Options)] public static partial Regex Counting();

    /// <summary>Up to when figures are taken: 统计口径截止6月30日.</summary>
    [GeneratedRegex("""
        (?:统计|数据|口径|时点|账面|余额|业绩|成果)[^,。;]{0,4}截[止至]到?$
        |(?:业绩|成果|学历|学位|资历|年龄|年限|继续教育|工作量|论文|专著|证书|学时|课时|教龄|工龄|任职|聘期|获奖)
            [^,。;提报交申投填征上受缴领换补]{0,12}?(?:截[止至]到?|截止(?:时间|日期)[为是:]|[计算]+至)$
        """, Words.Options)]
    public static partial Regex TakenUpTo();

    /// <summary>What a notice is about, and no limit: 现将2025年底前…办理时限通知如下.</summary>
    [GeneratedRegex("(?:现(?:将|就|对)(?:实行|执行)?|关于|有关)$", Words.Options)] public static partial Regex Concerns();

    /// <summary>…通知如下.</summary>
    [GeneratedRegex(
        "^[^。;,\\n]{1,40}(?:(?:通知|公告|通告|通报|公布|安排|说明|明确)如下|的(?:通知|公告|通告|意见|方案|决定)(?!要求))", Words.Options)]
    public static partial Regex AsFollows();

    /// <summary>What something is for, and no limit: 以便春节前集中送达.</summary>
    [GeneratedRegex("(?:以便|便于|以备|用于)[^,。;]{0,10}$", Words.Options)] public static partial Regex Purpose();

    /// <summary>Whoever did something by then: 凡于11月15日前购机的农户.</summary>
    [GeneratedRegex("(?:凡是?|对于?)[^,。;:]{0,4}[于在]?$", Words.Options)] public static partial Regex Whoever();

    /// <summary>What they did: 前购机的.</summary>
    [GeneratedRegex("^(?:\\([^)]{1,8}\\))?(?:之?前|以前|后|以后)[^,。;:请须应]{1,16}的[^,。;:]{1,12}[,:]", Words.Options)]
    public static partial Regex Did();

    /// <summary>What was done by then, not what is to be: 5月底前完成的隐患整改.</summary>
    [GeneratedRegex("^(?:之前|以前|前|底前)(?:(?:已|应)?(?:全部|基本)?(?:完成|建成|印发|取得|形成|批准|发现|排查出?)|已[^,。;:]{1,8})的[^,。;:]", Words.Options)]
    public static partial Regex Modifies();

    /// <summary>A date that describes people or things rather than binds anybody: 2018年12月31日前参加工作的.</summary>
    [GeneratedRegex($$"""
        ^(?:之前|以前|前|以后|之后|后|止|期间|起)?
        (?:已经?|未|仍|依法|正式|首次|新|全职|在[^,。;:\n]{1,6})?     # 在本市
        (?:{{Words.Circumstances}})[^,。;:\n]{0,16}?(?:的|者|人员)
        """, Words.Options)]
    public static partial Regex Qualifies();

    /// <summary>What is come by and not done: 于2023年12月31日前取得证书.</summary>
    [GeneratedRegex($"^(?:之?前)(?:{Words.Circumstances})", Words.Options)] public static partial Regex Becomes();

    /// <summary>
    /// Who or what by that day was admitted by an authority: 前经审批部门登记成立的社会团体, 前按照《办法》受理的案件, 前核准登记的.
    /// </summary>
    [GeneratedRegex($$"""
        ^(?:\([^)]{1,8}\))?(?:之前|以前|前),?(?:已经?)?
        (?:(?:经|在|由|向)[^,。;:\n]{2,24}?|(?:按照?|依照|依据|根据)[^,。;:\n]{1,24}?(?:》|办法|规定|条例|细则|程序|标准|[条款项]))?
        (?:(?:{{Words.Admissions}}){1,3}|(?:取得|领取|获得)[^,。;:\n]{1,10})的
        (?![^,。;:\n请须应要必均]{0,16}(?:报送|上报|提交|上交|完成|报至|送至))[\u4e00-\u9fff]
        """, Words.Options)]
    public static partial Regex Admitted();

    /// <summary>In front of a day by which somebody is told to do something: 请各单位于.</summary>
    [GeneratedRegex("(?:请|须|应|要|务必|需)[^,。;:]{0,14}$", Words.Options)] public static partial Regex IsTold();

    /// <summary>How long something holds, not when something is due: 有效期至.</summary>
    [GeneratedRegex("""
        (?:有效期|执行期|任期|试用期|使用期|服务期|合同期|租期|租赁期|供暖期|质保期
          |(?<!系统|平台|网站|通道|窗口|报名|申报|填报)(?:开放|营业|展出)时间  # 公园开放时间延长至
          |(?<!申报|报名|报送|填报|办理|[纳缴]税|清缴|扣缴|缴[纳费款存库]|整改|完成|征集|认证|参保)期限       # 保存期限, not 申报期限
          |聘期|权限(?=截止)|保质期|年龄|周岁|工龄|(?:施行|试行)(?![^,。;:\n《]{0,10}》)|停刊|休刊|年限|资历|业绩|成果|学时
        )[^,。;:\n]{0,10}$
        """, Words.Options)]
    public static partial Regex Validity();

    /// <summary>The day up to which something is counted: 截至5月20日.</summary>
    [GeneratedRegex(@"(?:截至|截止到?)[^,。;\n]{0,6}$", Words.Options)] public static partial Regex AsOf();

    /// <summary>What the count came to.</summary>
    [GeneratedRegex("""
        ^[^。;\n]{0,24}?
        (?:已|共[有计]|累计|达到|仍有|尚有                        # 全市共有
          |全[国省市县区校][^。;\n]{0,12}?[有达共已]              # 全市各类学校达
          |我[国省市县区校局])                                    # 我市
        """, Words.Options)]
    public static partial Regex Counts();

    /// <summary>What somebody is on a day, and is not to do by it: 截至3月31日在册的.</summary>
    [GeneratedRegex("^(?:之?前|止)?[^,。;:\\n]{0,8}?(?:满[一二三四五六七八九十\\d]|在册|在岗|在职|在籍|在编|周岁|户籍|登记在|缴纳|未满|年满)", Words.Options)]
    public static partial Regex State();

    /// <summary>Why something is so: 因文件完成期限为2020年.</summary>
    [GeneratedRegex("(?:^|[。;\\n])(?:因(?!此)|由于|鉴于)[^,。;\\n]{2,30}$", Words.Options)] private static partial Regex Reason();

    public static bool IsReason(string left) => Reason().IsMatch(left);

    /// <summary>What was there on a day, and not what is handed in by it: 截至12月31日本单位资产.</summary>
    [GeneratedRegex("(?<!(?:报名|申报|报送|填报|上报|征集|受理|提交|投稿|缴费|登记|时间|日期|日起|期限)[^,。;\\n]{0,2})截至$", Words.Options)]
    public static partial Regex Up();

    [GeneratedRegex("^(?!各|请|须|应|要|必|将|报|结|截|提|上|当|止|前|下午|上午|中午)[\u4e00-\u9fff]", Words.Options)] public static partial Regex ThenIs();

    /// <summary>Whoever comes after it is late: 截至4月10日，过时不候.</summary>
    [GeneratedRegex("^[^。;,]{0,6}[,(]?(?:过后|过时|过期|逾期|超时|额满|之后[^,。;]{0,6}不|届时[^,。;]{0,6}关闭)", Words.Options)]
    public static partial Regex TooLate();

    /// <summary>How things stand on a day: 截至9月10日，全市入库…. But 截至9月10日，各校须….</summary>
    [GeneratedRegex("^,(?![^,。;]{0,16}(?:必?须|应当?|要(?!求)|请|务必))", Words.Options)] public static partial Regex Stands();

    /// <summary>How long something lasts, not within which time it is due.</summary>
    [GeneratedRegex("""
        (?:(?:压缩|压减|缩短|减少|精简|提速|控制|限定|稳定|保持|延长|维持)(?:至|到|在|为)?  # 压缩至3个工作日内
          |约|时长|限时|控制在                                                              # 每节约15分钟以内
          |不少于|不得少于|不超过|不得超过|不低于|不短于                                    # 不少于5天
          |(?<![保坚支维])持|携带|凭|出示|查验|做好                                          # 持48小时内核酸检测报告
          |连续|[近满]|过去|未来|今后|最近|为期|公示期?|[累共]计|每|第)$                    # 近3个月内
        """, Words.Options)]
    public static partial Regex Lasts();

    /// <summary>How old a paper may be, and no limit: 15日内开具的证明, 近6个月内任意一个月的凭证.</summary>
    [GeneratedRegex("""
        ^(?:(?:\([^)]{0,2}含[^)]{0,2}\))?的(?!凌晨|早|[上中下]午|傍晚|晚|\d)|任意|曾|无|有效           # 10周以内（含）的
          |有(?!异议|效)[^,。;:]{1,24}(?:的|史|者|情况|人员|区)                                          # 7日内有病例的地区
          |[^,。;:前\n]{1,4}(?<!完成|整改|办结|提交|报送)的
             (?:[^,。;:\n]{0,10}(?:证|表|报告|记录|照|凭证|截图|材料|票|单|码)))                         # 15日内开具的证明
        """, Words.Options)]
    public static partial Regex OfPapers();

    /// <summary>What did not happen within it: 三个月内未收到通知的.</summary>
    [GeneratedRegex("^(?:仍|尚|还)?(?:未|没有|无法|不)[^,。;:]{1,20}(?:的|者)[,，]?", Words.Options)] public static partial Regex Undone();

    /// <summary>In brackets in front of what it describes: 近效期（6个月以内）药品.</summary>
    [GeneratedRegex("^\\)[\u4e00-\u9fff]", Words.Options)] public static partial Regex Described();

    /// <summary>In front of what the writer itself does again and again: 我局将每季度.</summary>
    [GeneratedRegex("""
        (?:^|[,。;:\n])(?:[我本](?:省|市|县|区|州|集团)?(?:局|厅|委|办|部|公司|院|中心|集团|行|会)|我们)(?:将|拟|会|还|也|已)*$
        """, Words.Options)]
    public static partial Regex Ours();

    /// <summary>In front of what an authority, named by its rank alone, does: 省局将每年.</summary>
    [GeneratedRegex("(?:^|[,。;:\\n])(?:省|市|县|区|州|总|集团)(?:局|厅|委|办|部|公司|院|中心|行)(?:将|拟|会|还|也)*$", Words.Options)]
    public static partial Regex Superiors();

    /// <summary>Behind it, what only those do who are over others: 组织一次检查, 通报.</summary>
    [GeneratedRegex("^[^,。;:\\n]{0,12}?(?:通报|检查|抽查|督[查导]|考核|考评|评比|评估|汇审|审核|调度|公布|约谈)", Words.Options)]
    public static partial Regex Oversees();

    /// <summary>What was done is told, not ordered: 3月17日至18日，…发表了重要讲话 (but 为了, 了解).</summary>
    [GeneratedRegex("^(?:(?!请|务必|必须|应当)[^。;\n])*?[\u4e00-\u9fff](?<![为除])了(?![解结如然])", Words.Options)]
    public static partial Regex Told();

    /// <summary>What is merely so at a time, or takes place: nobody has to be done with it.</summary>
    [GeneratedRegex("""
        ^[^,。;:]{0,6}[,:]?[^,。;:]{0,12}?(?<!并|、)(?:组委会|评委会|评审(?:委员会|专家组)|将(?:在|于|由|陆续|适时|正式|择优)|放假|绕行|升级|不对外|停水|停电|停气|停机|停课|停业|停用|暂停|停止
          |封闭|关闭|公示|展出|举行|举办|召开|施行|试行|休市|休馆|改为
          |实行[^,。;]{0,16}(?:制度?|机制|时间)                          # 实行周报制度
          |有效|轮休|休息|供应|开放(?!日)|换发|降雨|高温|寒潮|供暖)
        """, Words.Options)]
    public static partial Regex Idle();
}
