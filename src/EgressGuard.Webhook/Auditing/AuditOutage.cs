using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Webhook.Auditing;

/// <summary>What can go wrong between the audit and the API server and may pass by itself. Anything else is a defect.</summary>
internal static class AuditOutage
{
    /// <summary>Whether it is one.</summary>
    public static bool Is(Exception exception) =>
        exception is ApiException or HttpRequestException or IOException or JsonException or TimeoutException;
}
