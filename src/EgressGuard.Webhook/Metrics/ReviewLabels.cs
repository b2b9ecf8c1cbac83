using EgressGuard.Core.Admission;

namespace EgressGuard.Webhook.Metrics;

/// <summary>The words that metrics and spans have for a review. Closed sets, whatever the request says.</summary>
internal static class ReviewLabels
{
    /// <summary>allowed; denied; failed, which is denied because EgressGuard failed or had no time left.</summary>
    public static string Decision(AdmissionAnswer answer) => answer.IsAllowed ? "allowed"
        : answer.Code is RefusalCode.InternalError or RefusalCode.Timeout ? "failed"
        : "denied";

    /// <summary>The operation, or other.</summary>
    public static string Operation(AdmissionAnswer answer) =>
        answer.Request.Operation is "CREATE" or "UPDATE" or "DELETE" or "CONNECT" ? answer.Request.Operation : "other";
}
