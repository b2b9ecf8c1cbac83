using EgressGuard.Core.Admission;
using EgressGuard.Webhook.Draining;
using EgressGuard.Webhook.Listening;

namespace EgressGuard.Webhook.Admission;

/// <summary>What the TLS port answers.</summary>
internal static class AdmissionListener
{
    /// <summary>What answering reviews takes.</summary>
    public static void AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton<ConnectionLimit>();
        services.AddSingleton<ReviewSlots>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<ReviewEndpoint>();
    }

    /// <summary>POST /validate and POST /mutate, on the TLS port and nowhere else.</summary>
    public static void MapAdmissionListener(this WebApplication app)
    {
        var reviews = app.Services.GetRequiredService<ReviewEndpoint>();
        app.MapListener(
            isTls: true,
            "This port answers POST /validate and POST /mutate.",
            routes =>
            {
                routes.MapPost("/validate", http => reviews.AnswerAsync(http, AdmissionPhase.Validate));
                routes.MapPost("/mutate", http => reviews.AnswerAsync(http, AdmissionPhase.Mutate));
            });
    }
}
