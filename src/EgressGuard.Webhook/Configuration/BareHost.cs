namespace EgressGuard.Webhook.Configuration;

/// <summary>The host without what ASP.NET Core would read on its own.</summary>
internal static class BareHost
{
    /// <summary>
    /// Makes a builder without any configuration source: no appsettings.json, no ASPNETCORE_URLS, no ASPNETCORE_HTTP_PORTS, which the
    /// base image sets. What the webhook does is decided by <see cref="WebhookOptions"/> alone.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Not the current directory, where somebody else's appsettings.json may lie, and no watch on it.
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        return builder;
    }
}
