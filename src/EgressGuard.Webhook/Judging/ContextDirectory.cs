using System.Text.Json;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Yaml;

namespace EgressGuard.Webhook.Judging;

/// <summary>The manifests of a directory as a mesh.</summary>
/// <param name="Mesh">The mesh.</param>
/// <param name="Known">How many objects of each kind are in it.</param>
/// <param name="Others">How many objects of each other kind were passed over.</param>
internal sealed record ContextDirectory(
    MeshSnapshot Mesh, IReadOnlyDictionary<string, int> Known, IReadOnlyDictionary<string, int> Others)
{
    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>Reads every manifest below a directory, in lexical order. All or nothing: half a mesh would judge wrongly.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="clusterDomain">The DNS domain of the cluster.</param>
    /// <param name="problem">Why there is no mesh: the file, the line, the reason; null when there is one.</param>
    /// <returns>The mesh, or null.</returns>
    public static ContextDirectory? Read(string directory, string clusterDomain, out string? problem)
    {
        var known = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var mesh = MeshSnapshot.Empty.ForDomain(clusterDomain);
        try
        {
            foreach (var file in FilesBelow(directory))
            {
                using var stream = File.OpenRead(file);
                foreach (var manifest in ManifestReader.Read(stream, file))
                {
                    mesh = Add(mesh, manifest, known, others);
                }
            }

            problem = null;
            return new ContextDirectory(mesh, known, others);
        }
        catch (Exception exception) when (exception is ManifestException or IOException or UnauthorizedAccessException)
        {
            problem = exception is ManifestException ? exception.Message : $"{directory}: the mesh cannot be read: {exception.Message}";
            return null;
        }
    }

    private static IEnumerable<string> FilesBelow(string directory) => Directory
        .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.Ordinal)
            && !IsBehindTheScenes(Path.GetRelativePath(directory, file)))
        .Order(StringComparer.Ordinal);

    // kubelet's volumes hold every file twice: in a directory that begins with two dots, and as a link to it.
    private static bool IsBehindTheScenes(string path) =>
        path.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith("..", StringComparison.Ordinal));

    private static MeshSnapshot Add(
        MeshSnapshot mesh, Manifest manifest, SortedDictionary<string, int> known, SortedDictionary<string, int> others)
    {
        var (apiVersion, kindName) = Identify(manifest);
        if (ObjectKinds.Find(ObjectKinds.GroupOf(apiVersion), kindName) is not { } kind)
        {
            others[kindName] = others.GetValueOrDefault(kindName) + 1;
            return mesh;
        }

        var read = KubeObjectReader.Read(kind, manifest.Json.Span, out var defect);
        if (read is null)
        {
            var place = defect!.Pointer.Length == 0 ? "" : " at " + defect.Pointer;
            throw Defect(manifest, defect.Pointer, $"{kindName}{place}: {defect.Problem}");
        }

        if (read.Metadata.Name is not { Length: > 0 } name)
        {
            throw Defect(manifest, "/metadata", $"{kindName}: metadata.name is missing, and an object of the mesh has one");
        }

        var @namespace = kind == ObjectKind.Namespace ? "" : read.Metadata.Namespace is { Length: > 0 } given ? given : "default";
        known[kindName] = known.GetValueOrDefault(kindName) + 1;
        return mesh.With(read, new ObjectRef(@namespace, name));
    }

    private static (string ApiVersion, string Kind) Identify(Manifest manifest)
    {
        using var document = JsonDocument.Parse(manifest.Json, new JsonDocumentOptions { MaxDepth = 10_000 });
        return (Text("apiVersion"), Text("kind") is { Length: > 0 } kind ? kind : throw Defect(manifest, "", "the object has no kind"));

        string Text(string name) =>
            document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : "";
    }

    private static ManifestException Defect(Manifest manifest, string pointer, string problem)
    {
        var place = manifest.Positions.Find(pointer);
        return new ManifestException(manifest.Source, place.Line, place.Column, problem);
    }
}
