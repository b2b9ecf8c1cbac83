using System.Collections.Immutable;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;

namespace EgressGuard.Kubernetes.Feed;

/// <summary>The steps from one published snapshot to the next.</summary>
internal sealed class MeshBatch
{
    private readonly Dictionary<ObjectKind, Dictionary<ObjectRef, string>> _versions;
    private readonly HashSet<(ObjectKind Kind, ObjectRef Reference)> _touched = [];
    private readonly MeshSnapshot _before;
    private MeshSnapshot _mesh;

    /// <summary>A batch without a step.</summary>
    /// <param name="before">The published snapshot.</param>
    /// <param name="versions">The version of each object, by kind; kept up with the steps.</param>
    /// <param name="unreadable">The objects that could not be read until now.</param>
    public MeshBatch(
        MeshSnapshot before, Dictionary<ObjectKind, Dictionary<ObjectRef, string>> versions,
        ImmutableDictionary<(ObjectKind Kind, ObjectRef Reference), string> unreadable) =>
        (_before, _mesh, _versions, Unreadable) = (before, before, versions, unreadable);

    /// <summary>The objects that cannot be read, with the reason.</summary>
    public ImmutableDictionary<(ObjectKind Kind, ObjectRef Reference), string> Unreadable { get; private set; }

    /// <summary>Takes all objects of a kind. Those that have the version they had are left as they are.</summary>
    public void Take(MeshUpdate.All update)
    {
        var known = VersionsOf(update.Kind);
        foreach (var gone in known.Keys.Where(reference => !update.Items.ContainsKey(reference)).ToArray())
        {
            Take(new MeshUpdate.One(update.Kind, gone, null));
        }

        foreach (var (reference, item) in update.Items)
        {
            if (item.ResourceVersion.Length == 0 || known.GetValueOrDefault(reference) != item.ResourceVersion)
            {
                Take(new MeshUpdate.One(update.Kind, reference, item));
            }
        }

        if (!_mesh.Knows(update.Kind))
        {
            _mesh = _mesh.Knowing(update.Kind);
        }
    }

    /// <summary>
    /// Takes one object. One that cannot be read leaves the mesh: what it was before is no longer true, and the mesh has no place for
    /// what nobody understands. It is kept among the unreadable ones, so that it can be told.
    /// </summary>
    public void Take(MeshUpdate.One update)
    {
        var (kind, reference, item) = update;
        if (item is null)
        {
            VersionsOf(kind).Remove(reference);
        }
        else
        {
            VersionsOf(kind)[reference] = item.ResourceVersion;
        }

        var problem = item?.Problem;
        var mesh = item?.Object is { } now ? With(now, reference, ref problem) : null;
        _mesh = mesh ?? _mesh.Without(kind, reference);
        Unreadable = problem is null ? Unreadable.Remove((kind, reference)) : Unreadable.SetItem((kind, reference), problem);
        _touched.Add((kind, reference));
    }

    /// <summary>Takes another DNS domain.</summary>
    public void TakeDomain(string name) => _mesh = _mesh.ForDomain(name);

    /// <summary>What has changed by all steps together; null when nothing has.</summary>
    public MeshChanges? Changes()
    {
        if (ReferenceEquals(_before, _mesh))
        {
            return null;
        }

        var changed = _touched
            .Select(key => new MeshChange(key.Kind, key.Reference, _before.Find(key.Kind, key.Reference), _mesh.Find(key.Kind, key.Reference)))
            .Where(change => !ReferenceEquals(change.Before, change.After));
        return new MeshChanges(_before, _mesh, [.. changed]);
    }

    private MeshSnapshot? With(KubeObject now, ObjectRef reference, ref string? problem)
    {
        try
        {
            return _mesh.With(now, reference);
        }
        catch (Exception exception)
        {
            // One object that the mesh stumbles over must not keep all others from it.
            problem = $"it cannot be taken into the mesh: {exception.Message}";
            return null;
        }
    }

    private Dictionary<ObjectRef, string> VersionsOf(ObjectKind kind) =>
        _versions.TryGetValue(kind, out var known) ? known : _versions[kind] = [];
}
