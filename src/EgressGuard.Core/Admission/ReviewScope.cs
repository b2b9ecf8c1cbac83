using EgressGuard.Core.Model;
using EgressGuard.Core.Rules;

namespace EgressGuard.Core.Admission;

/// <summary>What of a request there is to judge.</summary>
/// <param name="Kind">The kind of its object.</param>
/// <param name="Reach">The part of the object that the request can change, as a JSON pointer; "" for all of it.</param>
internal sealed record ReviewScope(ObjectKind Kind, string Reach)
{
    /// <summary>The scope of a request, or null when no rule concerns it and it goes through.</summary>
    public static ReviewScope? Of(AdmissionRequest request)
    {
        if (ObjectKinds.Find(request.Group, request.Kind) is not { } kind || !IsJudged(kind, request.Operation))
        {
            return null;
        }

        return (kind, request.SubResource) switch
        {
            (_, "") => new ReviewScope(kind, ""),
            (ObjectKind.Pod, "ephemeralcontainers") => new ReviewScope(kind, "/spec/ephemeralContainers"),
            // The API server takes labels and annotations of these through their subresources, too; of custom resources it does not.
            (ObjectKind.Pod or ObjectKind.Namespace or ObjectKind.Service, "status") => new ReviewScope(kind, "/metadata"),
            (ObjectKind.Namespace, "finalize") => new ReviewScope(kind, "/metadata"),
            _ => null, // other status, scale, exec, eviction, binding: nothing in them opens a way out (istio-egress.md section 7)
        };
    }

    private static bool IsJudged(ObjectKind kind, string operation) => operation switch
    {
        "CREATE" or "UPDATE" => !RuleCatalog.For(kind).IsEmpty,
        "DELETE" => RuleCatalog.For(kind).Any(rule => rule.Info.JudgesRemoval),
        _ => false,
    };
}
