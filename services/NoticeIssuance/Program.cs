using NoticeIssuance;

// A text that an expression of the grammar does not come to an end with is refused (ADR 0007).
AppContext.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(5));

var app = WebApplication.CreateSlimBuilder(args).AddNoticeIssuance().Build();
app.UseWorkflowService();
app.MapNoticeIssuance();
return await app.RunAsync(args);
