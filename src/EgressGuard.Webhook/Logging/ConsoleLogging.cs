using EgressGuard.Webhook.Configuration;

namespace EgressGuard.Webhook.Logging;

/// <summary>The log, on standard output.</summary>
internal static class ConsoleLogging
{
    /// <summary>Logs to standard output in the form and from the level that was asked for.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">The options.</param>
    /// <param name="isStarted">
    /// Whether the host runs. Until then the framework is quiet: a failed start is told in one line, without a stack trace.
    /// </param>
    public static void AddConsoleLogging(this WebApplicationBuilder builder, WebhookOptions options, Func<bool> isStarted)
    {
        var logging = builder.Logging;
        logging.ClearProviders();
        logging.SetMinimumLevel(options.LogLevel);

        // The level stands in the rule, beside the question: what is below it is passed over without asking, many times in each request.
        var level = options.LogLevel > LogLevel.Warning ? options.LogLevel : LogLevel.Warning;
        logging.Services.Configure<LoggerFilterOptions>(
            filters => filters.Rules.Add(new LoggerFilterRule(null, "Microsoft", level, (_, _, _) => isStarted())));

        // What it would log of a request EgressGuard logs itself, and merely to be able to, it begins an activity for each.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.Services.AddSingleton(services =>
            new LineLogging(options.LogFormat, StandardOutput.Open(), services.GetRequiredService<TimeProvider>()));
        logging.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<LineLogging>());
    }
}
