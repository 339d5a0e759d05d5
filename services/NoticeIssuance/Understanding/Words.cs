namespace NoticeIssuance.Understanding;

/// <summary>
/// The lists of words the grammar knows, one concept a list, as alternatives of a pattern: the first that fits is taken.
/// What has to stand around a word, and words that need it, are in the pattern that uses the list.
/// </summary>
internal static class Words
{
    /// <summary>Of every pattern: blanks, line breaks and what follows # in a line are no part of it; only named groups capture.</summary>
    public const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant;

    /// <summary>What names of organisations end with: 海东市教育局.</summary>
    public const string BodyEndings = """
        委员会|办公厅|办公室|领导小组|工作组|专班|指挥部|人民政府|政府|人民法院|法院|检察院|党组|党委|党工委|工委|纪委|团委|
        党总支|总支|支部|中心|公司|集团|银行|学院|大学|学校|中学|小学|幼儿园|医院|研究院|研究所|协会|学会|联合会|工会|妇联|
        总队|支队|大队|街道|机关|军区|兵团|出版社|图书馆|海关|企协|科协|作协|残联|文联|侨联|工商联|林场|农场|气象台|电视台|[部委局厅办室院校会处科所站府组队司署镇乡村社馆厂团行矿]|(?<![阶地片])段|(?<![校田公家])园|(?<!家)庭
        """;
    /// <summary>What addressees end with beside names of organisations: 各位教师.</summary>
    public const string AddresseeEndings =
        "[门位员者师生构区市县省州盟旗部级志友户乡们]|党?组织|同学|家长|人员|员工|单位|企业|党员|干部|职工|教师";
    /// <summary>What words for people in a role end with: 党员领导干部.</summary>
    public const string Persons =
        "干部|党员|同志|负责人|主任|秘书|书记|校长|院长|园长|联络员|辅导员|责任人|教师|学生|老师|人员|职工|员工|个人|家长|者|委员";
    /// <summary>What a body is called that is reported to: 报市教育局.</summary>
    public const string Receivers = """
        部|委|局|厅|办|办公室|办公厅|处|科|室|司|政府|国务院|领导小组|小组|中心|机构|部门|委员会|单位|院|校|秘书处|组织部|教务处|
        工会|党委|党组|党工委|纪委|团委|总支|支部|协会|学会|商会|公司|集团|银行|学院|大学|海关|股|组|队|站|所|庭|段|园|总监|指挥部|专班|组委会
        """;
    /// <summary>Kinds of document, as titles end with.</summary>
    public const string Documents = """
        通知|意见|决定|办法|方案|通报|公告|通告|批复|函|请示|报告|规定|细则|要点|计划|纲要|纪要|命令|决议|公报|倡议书|公开信|
        规划|安排|预案|公示|议案|条例|规则|制度|章程|一封信|告知书|启事
        """;
    /// <summary>Kinds of document behind which no title goes on.</summary>
    public const string FinalDocuments = "通知|意见|决定|公告|通告|通报|批复|函";
    /// <summary>Kinds of document that announce something.</summary>
    public const string Announcements = "通知|通告|公告|通报";
    /// <summary>Kinds of letter to many, which need no subject: 致各缴存单位的一封信.</summary>
    public const string Letters = "一封信|公开信|告知书|倡议书";
    /// <summary>Kinds of document that order something where they stand behind a notice.</summary>
    public const string Plans = "方案|安排|计划|通知|要点|意见|办法|措施|分工|步骤|流程|须知|日程|规程|规范|分解|任务表|守则|指南|说明";
    /// <summary>What stands behind a body in a letterhead: 海东市教育局文件.</summary>
    public const string Letterheads = $"文件|电报|明电|传真|便函|公文|信笺|稿纸|通知|公告|通告|{Urgencies}|{Handling}";
    /// <summary>What may run into a document number from the left and is no part of it: 根据海教发〔2019〕3号.</summary>
    public const string BeforeNumbers = $$"""
        文件|通知|意见|决定|办法|方案|文号|字号|根据|按照|依据|遵照|落实|执行|印发|转发|参照|废止|精神|[及和与按照见由的]|
        (?:公司|管理局|委员会|办公室|办公厅|人民政府|领导小组|总局|中心|明电|(?<=[省市县区家][\u4e00-\u9fff]{1,6})[局厅部委]|{{Urgencies}}|{{Handling}})(?!公告|通告|通报|令)(?=..)
        """;
    /// <summary>Degrees of urgency.</summary>
    public const string Urgencies = "特提|特急|加急|平急|急件";
    /// <summary>How far a paper may go, as houses print it beside the urgency.</summary>
    public const string Handling = "内部事项|普通事项|工作秘密|普通商密|核心商密";
    /// <summary>What stands for a seal, in brackets: （盖章）.</summary>
    public const string Seals = "盖章|公章|印章|章|印|代章";
    /// <summary>What lines of a web page around a notice begin with.</summary>
    public const string PageLines = """
        通知公告|公告通知|通知通告|公示公告|附件|附录|发布|来源|作者|编辑|索引号|索取号|信息来源|点击|浏览|阅读|首页|当前位置|
        您的位置|打印|签发人|承办|公开方式|有效性|主送|抄送|联系|日期|时间|文号
        """;
    /// <summary>What newspapers and news pages say of themselves.</summary>
    public const string Press =
        "本报讯|本网讯|新华社|本报记者|全媒体记者|记者|本期共|总编辑|责任编辑|下转|上接|编辑:|来源:|据悉|据介绍|版权所有|告读者";
    /// <summary>Names of a campaign's stages: 排查整治（3月1日至5月1日）.</summary>
    public const string Stages = """
        部署|动员|发动|准备|摸底|排查|自查|自纠|自评|整治|治理|整改|攻坚|检查|抽查|核查|督查|督导|验收|审核|推进|实施|落实|总结|
        提升|巩固
        """;
    /// <summary>What begins, ends or takes place on a day that a notice need not say: 放假前.</summary>
    public const string Happenings = """
        结束|开始|开学|放假|离校|返校|开工|完工|竣工|施工|开标|开考|考试|期末|期中|寒假|暑假|汛期|毕业|验收|开幕|闭幕|到期|期满|届满|投产|
        来临|到来|靠泊|离港|停水|停电|停气|断水|发车|起飞|进场|布展|开闸|召开|举行|举办|答辩|开业|报到|供暖|启动|出发|入学
        """;
    /// <summary>Bodies that stand in no tree of units: somebody in it answers for them.</summary>
    public const string Outside = "新闻媒体|新闻单位|媒体|党校|行政学院|新闻出版单位|社会组织|行业协会|商会|学会|中央企业|驻[^,。;]{1,8}(?:单位|企业)";
    /// <summary>What is counted and reported.</summary>
    public const string Figures = "人数|人次|户数|场次|次数|篇数|数量|金额|比例|覆盖率|完成率|参与率|面积|场数";
    /// <summary>What is handed in.</summary>
    public const string Evidence = """
        自查报告|总结报告|工作总结|情况报告|工作报告|调研报告|整改报告|检查报告|总结|统计表|汇总表|登记表|申请表|推荐表|检查表|
        反馈表|名单|清单|台账|实施方案|工作方案|方案|计划|心得体会|照片|截图|会议记录|影像资料|音像资料|佐证材料|电子文档|纸质稿|
        报告
        """;
    /// <summary>How an order is to be carried out, in front of its verb: 认真开展.</summary>
    public const string Manners = """
        同时|并|此外|另外|进一步|切实|认真|深入|积极|大力|全面|广泛|准确|密切|精心|扎实|统筹|及时|着力|继续|不断|妥善|严格|统一|
        抓紧|充分|牢固|深刻|高度|主动|加大|持续|定期
        """;
    /// <summary>Verbs that order where a sentence begins with them: 开展自查.</summary>
    public const string Imperatives = """
        加强|开展|组织|完善|建立|健全|落实|推进|推动|做好|抓好|强化|深化|制定|提高|提升|加快|加大|坚持|严格|明确|规范|实施|实行|
        推广|支持|鼓励|引导|优化|创新|构建|打造|保障|维护|促进|扩大|发挥|认识|把握|学习|宣传|贯彻|召开|举办|撰写|报送|提交|上报|
        填报|整改|排查|摸底|检查|督促|监督|指导|评估|总结|公布|公开|畅通|执行|联系|营造|领会|重视|部署|安排|结合|树立|探索|培育|
        培养|清理|整治|防范|确保|保证|纳入|成立|设立|编制|汇聚|拓展|改进|简化|压实|注重|突出|聚焦|围绕|统筹|协调|配合|形成|提供|
        发展|巩固|全力|关心|关爱|掀起|弘扬|践行|查找|对照|参加|配备|办好|用好|管好|把好|解决|处理|处置|受理|办理|放宽|放开|取消|
        调整|修订|出台|印发|转发|收集|汇总|登记|建档|公示|核查|核实|审核|验收|考核|表彰|通报|追究|问责|倡导|杜绝|避免|防止|动员|
        发动|带动|帮助|解读|回应|更新|维修|整合|共享|应用|使用|利用|依托
        """;
    /// <summary>What can be done and checked: there is something to be handed in, held, set up or looked at.</summary>
    public const string ConcreteActs = """
        报送|上报|报告|提交|填[报写]|制定|修订|出台|印发|召开|举办|成立|建立|健全|摸底|排查|检查|检测|调查|督查|抽查|整改|公布|
        公开|公示|纳入|完成|上传|汇总|统计|登记|撰写|建档|走访|慰问|培训|演练|评估|验收|审核|签[订署]|配备|值班|自查|宣传活动|
        宣传报道|研究提出|调整|清理|归档|交纳|缴纳|征集|报名|推荐|选派|参加会议|处置|追究|移交|清退|退回|返回|补[交登缴]|送[检审]
        """;

    /// <summary>By what an authority admits somebody or something: 核准登记的.</summary>
    public const string Admissions = "登记|注册|设立|成立|受理|立案|取得|批准|核准|获批|备案|许可|审批|认定|评定|审定|认证|发证";

    /// <summary>What describes people or things by a day, and binds nobody: 2018年12月31日前参加工作的.</summary>
    public const string Circumstances = """
        出生|参加工作|入学|毕业(?!设计|论文|生?就业)|取得|任现职|成立|注册|入职|退休|颁布|施行|入库|参保|开工|竣工|立项|建档|
        购买|签订|年满|已满|未满|入党|聘用|出厂|投产|投用|投入使用|录用|调入|获得|出版|建成|建造|修建|制造|安装
        """;
}
