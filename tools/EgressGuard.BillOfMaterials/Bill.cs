using System.Globalization;

namespace EgressGuard.BillOfMaterials;

/// <summary>The bill: every component once, and what needs what.</summary>
internal static class Bill
{
    private const string Runtime = "Microsoft.NETCore.App";
    private const string WebRuntime = "Microsoft.AspNetCore.App";

    /// <summary>The bill as JSON.</summary>
    /// <param name="sources">The repository.</param>
    /// <param name="cache">The restored packages.</param>
    /// <param name="version">The product's version; null for the repository's.</param>
    /// <param name="epoch">When it was made, in seconds since 1970; null for no time.</param>
    /// <exception cref="BillException">Something is missing.</exception>
    public static byte[] Of(SourceTree sources, PackageCache cache, string? version, string? epoch)
    {
        version ??= sources.Version;
        var projects = sources.Projects();
        var components = new SortedDictionary<string, Component>(StringComparer.Ordinal);
        foreach (var component in Frameworks(sources).Concat(Packages(projects, cache)).Concat(projects.Select(OfProject)))
        {
            components.TryAdd(component.Reference, component);
        }

        var product = new Component("application", "EgressGuard", version)
        {
            Needs = [.. projects.Where(project => project.IsProgram).Select(OfProject).Select(program => program.Reference), Image(sources).Reference],
        };
        return CycloneDx.Write(product, components.Values, TimeOf(epoch));

        Component OfProject(Project project) => new(project.IsProgram ? "application" : "library", project.Name, version)
        {
            Needs = References(
                project,
                project.Lock.Entries.Values.Where(entry => entry.IsDirect && !project.BuildPackages.Contains(entry.Name)).Select(entry => entry.Name)
                    .Concat(project.References.Select(file => Path.GetFileNameWithoutExtension(file)!))
                    .Append(project.IsWeb ? WebRuntime : Runtime)),
        };

        IReadOnlyList<string> References(Project project, IEnumerable<string> names) => [.. names.Select(name =>
        {
            if (name is Runtime or WebRuntime)
            {
                return $"{name}@{sources.FrameworkVersion}";
            }

            var entry = project.Lock.Entries.GetValueOrDefault(name)
                ?? throw new BillException($"The lock file of {project.Name} lacks {name}. Run dotnet restore --force-evaluate.");
            return entry.IsProject
                ? $"{projects.Single(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Name}@{version}"
                : $"pkg:nuget/{entry.Name}@{entry.Version}";
        }).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The packages that the projects carry: what they ask for, and what that needs.</summary>
    private static IEnumerable<Component> Packages(IReadOnlyList<Project> projects, PackageCache cache)
    {
        foreach (var project in projects)
        {
            var found = new HashSet<string>(project.BuildPackages, StringComparer.OrdinalIgnoreCase);
            var rest = new Queue<LockedEntry>(project.Lock.Entries.Values.Where(entry => entry.IsDirect && found.Add(entry.Name)));
            while (rest.TryDequeue(out var entry))
            {
                var needs = entry.Needs.Select(name => project.Lock.Entries.GetValueOrDefault(name)
                    ?? throw new BillException($"The lock file of {project.Name} lacks {name}, which {entry.Name} needs.")).ToList();
                yield return cache.Describe(entry) with
                {
                    Needs = [.. needs.Select(need => $"pkg:nuget/{need.Name}@{need.Version}").Order(StringComparer.Ordinal)],
                };
                needs.Where(need => found.Add(need.Name)).ToList().ForEach(rest.Enqueue);
            }
        }
    }

    /// <summary>What the image has before the programs come into it. Its tag says which .NET it is, and its digest which patch.</summary>
    private static Component[] Frameworks(SourceTree sources)
    {
        var runtime = new Component("framework", Runtime, sources.FrameworkVersion);
        var web = new Component("framework", WebRuntime, sources.FrameworkVersion) { Needs = [runtime.Reference] };
        return [runtime, web, Image(sources) with { Needs = [web.Reference, runtime.Reference] }];
    }

    private static Component Image(SourceTree sources)
    {
        var (name, tag) = sources.BaseImage;
        return new Component("container", name, tag) { PackageUrl = $"pkg:oci/{name[(name.LastIndexOf('/') + 1)..]}?repository_url={name}&tag={tag}" };
    }

    private static DateTimeOffset? TimeOf(string? epoch) => epoch is null or ""
        ? null
        : long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new BillException($"SOURCE_DATE_EPOCH is '{epoch}'. Give seconds since 1970.");
}
