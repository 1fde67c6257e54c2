using Inspection.Host;
using Inspection.Kernel.Divisions;

var app = Web.Build(args[0], "http://127.0.0.1:5080");
await app.Services.GetRequiredService<Schema>().Apply();
await app.RunAsync();
