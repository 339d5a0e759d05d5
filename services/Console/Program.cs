using WorkflowConsole;

var builder = WebApplication.CreateBuilder(args);
builder.AddConsole();

var app = builder.Build();
app.UseConsole();
return await app.RunAsync(args);
