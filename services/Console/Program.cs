using WorkflowConsole;

var builder = WebApplication.CreateBuilder(args);
builder.AddConsole();

var app = builder.Build();
return await app.RunAsync(args, app.UseConsole);
