using DeadlineReminders;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddDeadlineReminders();

var app = builder.Build();
app.UseWorkflowService();
app.MapDeadlineReminders();
return await app.RunAsync(args);
