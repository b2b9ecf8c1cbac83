namespace EgressGuard.Core.Tests.Coverage;

/// <summary>An id of the rule specification.</summary>
/// <param name="Id">The id, as <c>RuleInfo.Specification</c> names it.</param>
/// <param name="What">What it is about, in a few words.</param>
/// <param name="Reason">Why no rule covers it, or the rest of it; null when rules cover it whole.</param>
internal sealed record SpecificationItem(string Id, string What, string? Reason = null)
{
    /// <summary>Another name of something that has a rule.</summary>
    public static string Same(string rule) => $"Another name of what {rule} finds.";
}

/// <summary>The ids of one part of the specification.</summary>
internal sealed record SpecificationSection(string Title, IReadOnlyList<SpecificationItem> Items);
