namespace EgressGuard.Core.Rules;

/// <summary>
/// Reads a truth value as Go's <c>strconv.ParseBool</c> does, which Istio uses for its variables and annotations (istio-egress.md section 7).
/// A text that is neither true nor false is an error to Go.
/// </summary>
internal static class GoBoolean
{
    public static bool IsTrue(string? text) => text is "1" or "t" or "T" or "TRUE" or "true" or "True";

    public static bool IsFalse(string? text) => text is "0" or "f" or "F" or "FALSE" or "false" or "False";
}
