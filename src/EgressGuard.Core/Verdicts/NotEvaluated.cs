namespace EgressGuard.Core.Verdicts;

/// <summary>A rule that could not judge all that it should, because the mesh it was given does not tell what it needs.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Missing">What is missing, such as <c>namespace shop is not in the mesh that was given</c>.</param>
public sealed record NotEvaluated(string Rule, string Missing);
