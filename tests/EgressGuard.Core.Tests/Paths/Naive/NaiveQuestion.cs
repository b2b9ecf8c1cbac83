using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>All that the answer depends on, for one kind of pod.</summary>
/// <param name="Objects">The objects that count, oldest first.</param>
/// <param name="Policy">How the mesh is set up.</param>
/// <param name="Namespace">The namespace of the proxy that asks: the client's, or the egress gateway's behind the hop.</param>
/// <param name="Labels">The labels of its pod.</param>
/// <param name="Host">The host that is dialled.</param>
/// <param name="Port">The port that is dialled.</param>
internal sealed record NaiveQuestion(
    IReadOnlyList<JsonObject> Objects, EgressPolicy Policy, string Namespace, IReadOnlyDictionary<string, string> Labels, string Host, int Port)
{
    public string Domain => Policy.Mesh.ClusterDomain;
}
