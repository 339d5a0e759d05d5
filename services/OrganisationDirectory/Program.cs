using OrganisationDirectory;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddOrganisationDirectory();

var app = builder.Build();
app.UseWorkflowService();
app.MapOrganisationDirectory();
return await app.RunAsync(args);
