namespace EgressGuard.Webhook.Configuration;

/// <summary>Cuts the host off from what ASP.NET Core would read on its own.</summary>
internal static class AmbientConfiguration
{
    /// <summary>
    /// Removes every configuration source: appsettings.json in the current directory, ASPNETCORE_URLS, and ASPNETCORE_HTTP_PORTS,
    /// which the base image sets. What the webhook does is decided by <see cref="WebhookOptions"/> alone.
    /// </summary>
    public static void IgnoreAmbientConfiguration(this WebApplicationBuilder builder) =>
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
}
