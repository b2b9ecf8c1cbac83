using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>The mesh as it was listed.</summary>
/// <param name="Mesh">The mesh, known to be whole.</param>
/// <param name="Unreadable">What is in the cluster but not in the mesh because it cannot be read, each with its defect.</param>
public sealed record MeshListing(MeshSnapshot Mesh, ImmutableArray<ListedObject> Unreadable)
{
    /// <summary>The mesh of these objects.</summary>
    internal static MeshListing Of(IEnumerable<ListedObject> objects)
    {
        var mesh = MeshSnapshot.Unknown.Knowing(MeshSnapshot.Kinds.AsSpan());
        var unreadable = ImmutableArray.CreateBuilder<ListedObject>();
        foreach (var listed in objects)
        {
            try
            {
                mesh = listed.Object is null ? mesh : mesh.With(listed.Object, listed.Reference);
            }
            catch (Exception exception)
            {
                // One object that the mesh stumbles over must not keep all others from it.
                var defect = new ObjectDefect("", $"it cannot be taken into the mesh: {exception.Message.TrimEnd('.')}");
                unreadable.Add(listed with { Object = null, Defect = defect });
                continue;
            }

            if (listed.Object is null)
            {
                unreadable.Add(listed);
            }
        }

        return new MeshListing(mesh, unreadable.DrainToImmutable());
    }
}
