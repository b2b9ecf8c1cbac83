using EgressGuard.Testing;

namespace EgressGuard.Cli.Tests.Doors;

/// <summary>A verdict in the words that both doors have: what the author of the object reads, and the rules by what they did.</summary>
/// <param name="Refusal">The refusal with a line for every finding that refuses; "" when the object goes through.</param>
/// <param name="Warnings">The warnings, in order.</param>
/// <param name="Rules">The rule ids by what they did, as the audit log has them.</param>
internal sealed record DoorAnswer(string Refusal, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, string> Rules)
{
    /// <summary>The answer of the webhook.</summary>
    public static DoorAnswer Of(ReviewResponse response) => new(response.Message, response.Warnings, response.AuditAnnotations);

    /// <summary>Everything as text, so that a difference is seen where it is.</summary>
    public override string ToString() => string.Join(
        '\n',
        [Refusal, .. Warnings, .. Rules.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{rule.Key}: {rule.Value}")]);
}
