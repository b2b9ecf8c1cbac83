namespace EgressGuard.Core.Rules;

/// <summary>
/// What a rule refuses and how it should be written, both as YAML. The first document is the object; others are the mesh around it, or
/// the policy that the example needs. The object a second time is what it was before an update, and a deletionTimestamp says that it
/// is being deleted. Tests hold the one to a finding and the other to none.
/// </summary>
/// <param name="Denied">The object as the rule refuses it.</param>
/// <param name="Corrected">The same object as every rule admits it.</param>
public sealed record RuleExample(string Denied, string Corrected);
