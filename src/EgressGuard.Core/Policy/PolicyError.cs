namespace EgressGuard.Core.Policy;

/// <summary>One thing that is wrong with a policy document.</summary>
/// <param name="Pointer">
/// The place, as a JSON pointer into the document; "" for the document itself. A missing field is named by the place where it belongs.
/// </param>
/// <param name="Problem">What is wrong there and what to write instead, as a sentence without capital and full stop.</param>
public sealed record PolicyError(string Pointer, string Problem);
