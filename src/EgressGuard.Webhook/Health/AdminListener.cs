using EgressGuard.Webhook.Admission;
using EgressGuard.Webhook.Listening;
using EgressGuard.Webhook.Metrics;

namespace EgressGuard.Webhook.Health;

/// <summary>What the plain port answers.</summary>
internal static class AdminListener
{
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
        var metrics = app.Services.StartMetrics();
        app.MapListener(
            isTls: false,
            "This port answers GET /healthz, GET /readyz and GET /metrics.",
            routes =>
            {
                // Alive means that the process answers. Anything more would have kubelet restart what a restart does not mend.
                routes.MapGet("/healthz", http => http.Response.SayAsync(StatusCodes.Status200OK, "ok"));
                routes.MapGet("/readyz", http => AnswerReadyAsync(http, readiness));
                routes.MapGet("/metrics", http => AnswerMetricsAsync(http, metrics));
            });
    }

    private static async Task AnswerMetricsAsync(HttpContext http, MetricRegistry metrics)
    {
        using var text = new PooledBuffer();
        metrics.Scrape(text);
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.ContentLength = text.Length;
        await http.Response.Body.WriteAsync(text.Written, http.RequestAborted);
    }

    private static Task AnswerReadyAsync(HttpContext http, Readiness readiness)
    {
        var obstacles = string.Join(' ', readiness.Obstacles());
        return obstacles.Length == 0
            ? http.Response.SayAsync(StatusCodes.Status200OK, "ready")
            : http.Response.SayAsync(StatusCodes.Status503ServiceUnavailable, "Not ready. " + obstacles);
    }
}
