using System.Xml.Linq;

namespace EgressGuard.BillOfMaterials;

/// <summary>The repository: its version, its delivered projects, the image that carries them.</summary>
internal sealed class SourceTree(string root)
{
    private static readonly string[] Programs =
    [
        Path.Combine("src", "EgressGuard.Cli", "EgressGuard.Cli.csproj"), Path.Combine("src", "EgressGuard.Webhook", "EgressGuard.Webhook.csproj"),
    ];

    /// <summary>The product's version.</summary>
    public string Version => Load("Directory.Build.props").Descendants("Version").Single().Value;

    /// <summary>The version of .NET that the programs are for.</summary>
    public string FrameworkVersion => Load("Directory.Build.props").Descendants("TargetFramework").Single().Value["net".Length..];

    /// <summary>The image that the programs are put into, without its tag, and its tag.</summary>
    public (string Name, string Tag) BaseImage
    {
        get
        {
            var from = File.ReadLines(Path.Combine(root, "Dockerfile")).Last(line => line.StartsWith("FROM ", StringComparison.Ordinal));
            var image = from.Split(' ')[1];
            var colon = image.LastIndexOf(':');
            return (image[..colon], image[(colon + 1)..]);
        }
    }

    /// <summary>The repository around a directory.</summary>
    public static SourceTree Find(string directory)
    {
        for (var at = new DirectoryInfo(directory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "EgressGuard.sln")))
            {
                return new SourceTree(at.FullName);
            }
        }

        throw new BillException($"{directory} is not in the repository of EgressGuard. Run this from the repository.");
    }

    /// <summary>The delivered projects: the programs and all that they refer to.</summary>
    public IReadOnlyList<Project> Projects()
    {
        var found = new SortedDictionary<string, Project>(StringComparer.OrdinalIgnoreCase);
        var rest = new Queue<string>(Programs.Select(program => Path.Combine(root, program)));
        while (rest.TryDequeue(out var file))
        {
            var project = Project.Read(file, SharedReferences());
            if (found.TryAdd(project.Name, project))
            {
                project.References.ToList().ForEach(rest.Enqueue);
            }
        }

        return [.. found.Values];
    }

    /// <summary>Packages that every project refers to.</summary>
    private IEnumerable<XElement> SharedReferences() => Load("Directory.Build.props").Descendants("PackageReference");

    private XDocument Load(string file) => XDocument.Load(Path.Combine(root, file));
}
