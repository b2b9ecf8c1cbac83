using EgressGuard.Webhook.Configuration;
using Microsoft.Extensions.Logging.Console;

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

        logging.AddFilter("Microsoft", level => level >= LogLevel.Warning && level >= options.LogLevel && isStarted());
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = TextFormatter.FormatterName);
            logging.AddConsoleFormatter<TextFormatter, ConsoleFormatterOptions>();
        }

        // A reader that does not keep up with the log must not hold up admission. How many entries were lost is logged in their place.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
    }
}
