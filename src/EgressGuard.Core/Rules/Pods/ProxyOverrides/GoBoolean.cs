namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// Reads a truth value as Go's <c>strconv.ParseBool</c> does, which Istio uses for its variables (istio-egress.md section 7).
/// </summary>
internal static class GoBoolean
{
    public static bool IsTrue(string? text) => text is "1" or "t" or "T" or "TRUE" or "true" or "True";
}
