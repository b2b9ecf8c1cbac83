namespace EgressGuard.Cli.Scaffolding;

/// <summary>One object of a set.</summary>
/// <param name="Comment">What it does for the traffic: one line.</param>
/// <param name="Yaml">The object, without the labels of the policy.</param>
internal sealed record ScaffoldDocument(string Comment, string Yaml);
