using System.Xml.Linq;

namespace EgressGuard.BillOfMaterials;

/// <summary>A project that is delivered.</summary>
/// <param name="Name">Its name, which lock files have in lower case.</param>
/// <param name="IsProgram">Whether it is a program; a library otherwise.</param>
/// <param name="IsWeb">Whether it needs ASP.NET Core.</param>
/// <param name="References">The files of the projects that it refers to.</param>
/// <param name="BuildPackages">The packages that only its build uses.</param>
/// <param name="Lock">Its lock file.</param>
internal sealed record Project(
    string Name, bool IsProgram, bool IsWeb, IReadOnlyList<string> References, IReadOnlySet<string> BuildPackages, LockFile Lock)
{
    private const string WebSdk = "Microsoft.NET.Sdk.Web";

    /// <summary>Reads a project file and the lock file beside it.</summary>
    /// <param name="file">The project file.</param>
    /// <param name="shared">What it refers to without saying so.</param>
    public static Project Read(string file, IEnumerable<XElement> shared)
    {
        var directory = Path.GetDirectoryName(file)!;
        var project = XDocument.Load(file);
        var isWeb = project.Root!.Attribute("Sdk")?.Value == WebSdk;
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            isWeb || project.Descendants("OutputType").Any(type => type.Value == "Exe"),
            isWeb || project.Descendants("FrameworkReference").Any(reference => reference.Attribute("Include")?.Value == "Microsoft.AspNetCore.App"),
            [.. project.Descendants("ProjectReference").Select(reference => Path.GetFullPath(Path.Combine(directory, Included(reference).Replace('\\', '/'))))],
            shared.Concat(project.Descendants("PackageReference")).Where(IsOfTheBuild).Select(Included).ToHashSet(StringComparer.OrdinalIgnoreCase),
            LockFile.Read(Path.Combine(directory, "packages.lock.json")));
    }

    private static string Included(XElement reference) => reference.Attribute("Include")!.Value;

    /// <summary>Analyzers, such as ours, are said to be nobody else's business.</summary>
    private static bool IsOfTheBuild(XElement reference) =>
        (reference.Attribute("PrivateAssets") ?? (object?)reference.Element("PrivateAssets")) switch
        {
            XAttribute attribute => attribute.Value == "all",
            XElement element => element.Value == "all",
            _ => false,
        };
}
