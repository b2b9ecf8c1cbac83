using EgressGuard.Webhook.Admission;

namespace EgressGuard.Webhook.Listening;

/// <summary>
/// Catches what nothing else caught, so that a caller gets a sentence and the API server a reason to try again: a status of 500 with
/// Retry-After is repeated, a bare one is not (engineering.md 3.1).
/// </summary>
internal static partial class LastResort
{
    /// <summary>Puts the net under everything that follows.</summary>
    public static void UseLastResort(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("EgressGuard.Webhook");
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                // The caller hung up.
            }
            catch (Exception exception)
            {
                LogFault(logger, exception, http.Request.Path);
                if (http.Response.HasStarted)
                {
                    http.Abort();
                    return;
                }

                http.Response.Clear();
                http.Response.Headers.RetryAfter = "1";
                await http.Response.SayAsync(
                    StatusCodes.Status500InternalServerError, "EgressGuard failed at this request. Its log has the details.");
            }
        });
    }

    [LoggerMessage(1, LogLevel.Error, "A request for {Path} failed outside of any review.")]
    private static partial void LogFault(ILogger logger, Exception exception, string path);
}
