using NoticeIssuance;
using Workflow.ServiceDefaults;

var app = WebApplication.CreateBuilder(args).AddNoticeIssuance().Build();
app.UseWorkflowService();
app.MapNoticeIssuance();
await app.RunAsync();
