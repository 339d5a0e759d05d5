using AuditReplay;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddAuditReplay();

var app = builder.Build();
app.UseWorkflowService();
app.MapAuditReplay();
return await app.RunAsync(args);
