namespace EgressGuard.Core.Verdicts;

/// <summary>One thing that a rule found wrong with an object.</summary>
/// <param name="Rule">The rule's stable id, such as <c>EG102</c>.</param>
/// <param name="Name">The rule's name, such as <c>service-entry-unscoped-export</c>.</param>
/// <param name="Action">What the finding does to the request, as the policy has it.</param>
/// <param name="Pointer">Where, as a JSON pointer into the object (RFC 6901); the nearest parent when the place is absent.</param>
/// <param name="Message">What is wrong, with the offending value quoted, and why it matters. Whole sentences.</param>
/// <param name="Remedy">What to write instead. A whole sentence.</param>
public sealed record Finding(string Rule, string Name, RuleAction Action, string Pointer, string Message, string Remedy)
{
    /// <summary>The order in which findings are told: by rule, then as a reader meets them in the object.</summary>
    internal static int Compare(Finding left, Finding right)
    {
        var order = string.CompareOrdinal(left.Rule, right.Rule);
        order = order != 0 ? order : Patching.JsonPointer.Compare(left.Pointer, right.Pointer);
        return order != 0 ? order : string.CompareOrdinal(left.Message, right.Message);
    }
}
