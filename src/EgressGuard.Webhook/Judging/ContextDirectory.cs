using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Judging;

/// <summary>The manifests of a directory as a mesh.</summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="Exemptions">The exemptions that stand among its objects.</param>
/// <param name="Known">How many objects of each kind are in it.</param>
/// <param name="Others">How many objects of each other kind were passed over.</param>
internal sealed record ContextDirectory(
    MeshSnapshot Mesh, ExemptionSet Exemptions, IReadOnlyDictionary<string, int> Known, IReadOnlyDictionary<string, int> Others)
{
    /// <summary>Reads every manifest below a directory, in lexical order. All or nothing: half a mesh would judge wrongly.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="clusterDomain">The DNS domain of the cluster.</param>
    /// <param name="problem">Why there is no mesh: the file, the line, the reason; null when there is one.</param>
    /// <returns>The mesh, or null.</returns>
    public static ContextDirectory? Read(string directory, string clusterDomain, out string? problem)
    {
        var manifests = new MeshManifests(clusterDomain);
        try
        {
            foreach (var file in MeshManifests.FilesBelow(directory))
            {
                using var stream = File.OpenRead(file);
                foreach (var manifest in ManifestReader.Read(stream, file))
                {
                    manifests.Add(manifest);
                }
            }

            problem = null;
            return new ContextDirectory(manifests.Mesh, manifests.Exemptions, manifests.Known, manifests.Others);
        }
        catch (Exception exception) when (exception is ManifestException or IOException or UnauthorizedAccessException)
        {
            problem = exception is ManifestException ? exception.Message : $"{directory}: the mesh cannot be read: {exception.Message}";
            return null;
        }
    }
}
