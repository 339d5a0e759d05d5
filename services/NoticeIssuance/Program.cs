using NoticeIssuance;

var app = WebApplication.CreateSlimBuilder(args).AddNoticeIssuance().Build();
app.UseWorkflowService();
app.MapNoticeIssuance();
return await app.RunAsync(args);
