var b = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder(args); b.Build().Run();
