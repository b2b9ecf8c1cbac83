using System.Text.Json.Nodes;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Yaml;

namespace EgressGuard.Benchmarks.Corpus;

/// <summary>The compliant samples: as the mesh that reviews are judged by, and as objects to review.</summary>
internal sealed class SampleMesh
{
    private readonly Dictionary<ObjectKind, List<JsonObject>> _objects = [];

    private SampleMesh(JudgingBasis basis) => Basis = basis;

    /// <summary>What the webhook judges by when the samples are its context.</summary>
    public JudgingBasis Basis { get; private set; }

    /// <summary>The objects of a kind. Pods are those of the samples and those that their Deployments make.</summary>
    public IReadOnlyList<JsonObject> Objects(ObjectKind kind) => _objects.GetValueOrDefault(kind, []);

    public static SampleMesh Read()
    {
        var manifests = new MeshManifests(EgressPolicy.Default.Mesh.ClusterDomain);
        var samples = new SampleMesh(new JudgingBasis(manifests.Mesh, EgressPolicy.Default, manifests.Exemptions, DateTimeOffset.UtcNow));
        foreach (var file in MeshManifests.FilesBelow(SourceTree.Samples))
        {
            using var stream = File.OpenRead(file);
            foreach (var manifest in ManifestReader.Read(stream, file))
            {
                manifests.Add(manifest);
                samples.Add(JsonNode.Parse(manifest.Json.Span)!.AsObject());
            }
        }

        samples.Basis = samples.Basis with { Mesh = manifests.Mesh, Exemptions = manifests.Exemptions };
        return samples;
    }

    private void Add(JsonObject sample)
    {
        var kind = (string?)sample["kind"];
        if (kind == "Deployment")
        {
            sample = PodOf(sample);
            kind = "Pod";
        }

        if (Enum.TryParse<ObjectKind>(kind, out var known))
        {
            if (!_objects.TryGetValue(known, out var objects))
            {
                _objects.Add(known, objects = []);
            }

            objects.Add(sample);
        }
    }

    private static JsonObject PodOf(JsonObject deployment)
    {
        var template = deployment["spec"]!["template"]!.DeepClone().AsObject();
        var metadata = template["metadata"]!.AsObject();
        metadata["name"] = (string?)deployment["metadata"]!["name"];
        metadata["namespace"] = (string?)deployment["metadata"]!["namespace"];
        template["apiVersion"] = "v1";
        template["kind"] = "Pod";
        return template;
    }
}
