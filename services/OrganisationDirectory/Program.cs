using OrganisationDirectory;
using Workflow.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddOrganisationDirectory();

var app = builder.Build();
app.UseWorkflowService();
app.MapOrganisationDirectory();
await app.RunAsync();
