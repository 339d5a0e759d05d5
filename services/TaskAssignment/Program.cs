using TaskAssignment;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddTaskAssignment();

var app = builder.Build();
app.UseWorkflowService();
app.MapTaskAssignment();
return await app.RunAsync(args);
