namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>One thing in which a container departs from what Istio's injector writes, or lets an author write.</summary>
/// <param name="Place">Where in the container, as the end of a JSON pointer.</param>
/// <param name="What">What it is, as the object of a sentence: <c>command 'envoy'</c>.</param>
/// <param name="Danger">What it leads to, as a sentence.</param>
/// <param name="Remedy">What to write instead.</param>
internal sealed record Departure(string Place, string What, string Danger, string Remedy);
