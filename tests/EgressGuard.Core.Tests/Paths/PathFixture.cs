using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Yaml;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>A set of manifests that make an egress path together. The mesh holds these objects and no others.</summary>
internal sealed record PathFixture(IReadOnlyList<Subject> Objects, MeshSnapshot Mesh, EgressPolicy Policy)
{
    private const string DefaultNamespace = "default";

    public static PathFixture Load(string path)
    {
        var policy = EgressPolicy.Default;
        var objects = new List<Subject>();
        foreach (var manifest in ManifestReader.Read(File.ReadAllBytes(path), path))
        {
            Assert.Empty(manifest.Issues);
            var described = ManifestObject.Read(manifest, DefaultNamespace);
            if (described.KindName == PolicyReader.Kind)
            {
                var read = PolicyReader.Read(manifest.Json);
                Assert.True(read.IsValid, $"{path}:{manifest.Line}: {string.Join("; ", read.Errors)}");
                policy = read.Policy!;
                continue;
            }

            Assert.True(described.Subject is not null, $"{path}:{manifest.Line}: {described.Defect}");
            objects.Add(described.Subject);
        }

        var mesh = objects.Aggregate(
            MeshSnapshot.Empty.ForDomain(policy.Mesh.ClusterDomain), (mesh, item) => mesh.With(item.Object, item.Reference));
        return new PathFixture(objects, mesh, policy);
    }

    /// <summary>A line for each finding of each object, judged against the whole set as admission would leave it.</summary>
    public IEnumerable<string> Findings() =>
        from item in Objects
        from finding in ObjectCheck.Check(item, Mesh, Policy).Findings
        select $"{finding.Action} {finding.Rule} {item} {finding.Pointer}".TrimEnd();
}
