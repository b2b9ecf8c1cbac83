using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Paths;

/// <summary>Finds the ways that traffic takes out of a mesh (docs/egress-path.md). Pure: the same mesh and policy give the same answers.</summary>
public sealed class EgressPaths(MeshSnapshot mesh, EgressPolicy policy)
{
    /// <summary>The way of one question.</summary>
    public EgressPath Find(PathQuestion question) => throw new NotSupportedException(mesh.ClusterDomain + policy.Name + question.Host);
}
