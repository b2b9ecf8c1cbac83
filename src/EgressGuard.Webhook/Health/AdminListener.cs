using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Listening;

namespace EgressGuard.Webhook.Health;

/// <summary>What the plain port answers.</summary>
internal static class AdminListener
{
    // The one form of the Prometheus text format that every scraper reads (engineering.md 4.1).
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Readiness and what it waits for.</summary>
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddHostedService<WarmUp>();
    }

    /// <summary>GET /healthz, /readyz and /metrics, on the plain port and nowhere else.</summary>
    public static void MapAdminListener(this WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        app.MapListener(
            isTls: false,
            "This port answers GET /healthz, GET /readyz and GET /metrics.",
            routes =>
            {
                // Alive means that the process answers. Anything more would have kubelet restart what a restart does not mend.
                routes.MapGet("/healthz", http => http.Response.SayAsync(StatusCodes.Status200OK, "ok"));
                routes.MapGet("/readyz", http => AnswerReadyAsync(http, readiness));
                routes.MapGet("/metrics", http =>
                {
                    http.Response.ContentType = MetricsType;
                    return Task.CompletedTask;
                });
            });
    }

    private static Task AnswerReadyAsync(HttpContext http, Readiness readiness)
    {
        var obstacles = string.Join(' ', readiness.Obstacles());
        return obstacles.Length == 0
            ? http.Response.SayAsync(StatusCodes.Status200OK, "ready")
            : http.Response.SayAsync(StatusCodes.Status503ServiceUnavailable, "Not ready. " + obstacles);
    }
}
