using System.Text.Json;
using System.Xml.Linq;
using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The Dockerfile against the repository: what it copies, builds and starts is there, under these names.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Programs = ["src/EgressGuard.Webhook/EgressGuard.Webhook.csproj", "src/EgressGuard.Cli/EgressGuard.Cli.csproj"];

    private static readonly IReadOnlyList<DockerInstruction> Instructions = Dockerfile.Read();

    private static IEnumerable<DockerInstruction> Of(string word) => Instructions.Where(instruction => instruction.Word == word);

    [Fact]
    public void It_consists_of_plain_instructions()
    {
        string[] words = ["FROM", "ARG", "ENV", "WORKDIR", "COPY", "RUN", "LABEL", "USER", "EXPOSE", "ENTRYPOINT"];

        Assert.All(Instructions, instruction => Assert.Contains(instruction.Word, words));
        Assert.Equal(2, Of("FROM").Count());
    }

    [Fact]
    public void Its_base_images_are_of_the_target_framework_and_the_last_one_has_no_shell()
    {
        var framework = Property("Directory.Build.props", "TargetFramework")!;
        Assert.StartsWith("net", framework, StringComparison.Ordinal);
        var tag = framework["net".Length..] + "-noble";
        using var sdk = JsonDocument.Parse(File.ReadAllBytes(Repository.PathOf("global.json")));
        Assert.StartsWith(framework["net".Length..] + ".", sdk.RootElement.GetProperty("sdk").GetProperty("version").GetString(), StringComparison.Ordinal);

        Assert.Equal(
            [$"--platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:{tag} AS build", $"mcr.microsoft.com/dotnet/aspnet:{tag}-chiseled"],
            Of("FROM").Select(from => from.Text));
        Assert.DoesNotContain(Of("RUN"), run => run.Stage == 1);
        Assert.Contains(Of("LABEL"), label => label.Text.Contains($"base.name=\"mcr.microsoft.com/dotnet/aspnet:{tag}-chiseled\"", StringComparison.Ordinal));
    }

    [Fact]
    public void All_that_it_copies_is_there_and_not_ignored()
    {
        var copies = Of("COPY").Where(copy => copy.Stage == 0).SelectMany(copy => copy.Words[..^1]).ToList();
        var allowed = File.ReadLines(Repository.PathOf(".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();

        Assert.NotEmpty(copies);
        Assert.All(copies, path =>
        {
            Assert.True(Path.Exists(Repository.PathOf(path)), path);
            Assert.Contains(path.Split('/')[0], allowed);
        });
        Assert.All(allowed, path => Assert.True(Path.Exists(Repository.PathOf(path)), path));
        Assert.Equal("**", File.ReadLines(Repository.PathOf(".dockerignore")).First(line => !line.StartsWith('#')));
        Assert.Contains("src/", copies);
    }

    [Fact]
    public void Every_project_that_the_programs_need_is_restored_from_its_lock_file()
    {
        var copies = Of("COPY").Where(copy => copy.Stage == 0).SelectMany(copy => copy.Words[..^1]).ToList();

        Assert.All(Closure(Programs), project =>
        {
            Assert.Contains(project, copies);
            Assert.Contains(Path.GetDirectoryName(project) + "/packages.lock.json", copies);
        });
        Assert.All(Programs, project => Assert.Contains(Of("RUN"), run => run.Text == $"dotnet restore {project} --locked-mode"));
        // Locked restores and paths that are no machine's hang on this.
        Assert.Contains(Of("ENV"), env => env.Stage == 0 && env.Words.Contains("CI=true"));
        Assert.Equal("'$(CI)' == 'true'", Element("Directory.Build.props", "ContinuousIntegrationBuild")!.Attribute("Condition")!.Value);
        Assert.Equal("true", Property("Directory.Build.props", "Deterministic"));
    }

    [Fact]
    public void What_is_published_is_what_is_copied_and_started()
    {
        var outputs = Programs.Select(project =>
        {
            var publish = Assert.Single(Of("RUN"), run => run.Text.StartsWith($"dotnet publish {project} ", StringComparison.Ordinal));
            Assert.Contains("--no-restore", publish.Words);
            Assert.Equal("Release", After(publish, "--configuration"));
            Assert.Contains("-p:Version=$VERSION", publish.Words);
            Assert.Contains("-p:DebugType=none", publish.Words);
            return After(publish, "--output");
        }).ToList();
        Assert.Equal(["/out/webhook", "/out/cli"], outputs);
        Assert.Equal("--from=build /out/ ./", Assert.Single(Of("COPY"), copy => copy.Stage == 1).Text);
        Assert.Equal("/app", Assert.Single(Of("WORKDIR"), directory => directory.Stage == 1).Text);

        Assert.Equal($"[\"dotnet\", \"/app/webhook/{AssemblyOf(Programs[0])}.dll\"]", Assert.Single(Of("ENTRYPOINT")).Text);
        Assert.Contains($"/app/cli/{AssemblyOf(Programs[1])}.dll", File.ReadAllText(Repository.PathOf("Dockerfile")), StringComparison.Ordinal);
        // The webhook's own name is the one under which the tests start it, too.
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, AssemblyOf(Programs[0]) + ".dll")));
    }

    [Fact]
    public void Nobody_is_root_the_ports_are_the_defaults_and_the_times_are_fixed()
    {
        Assert.Equal("1654:1654", Assert.Single(Of("USER")).Text);
        var command = File.ReadAllText(Repository.PathOf("src", "EgressGuard.Webhook", "Configuration", "WebhookCommand.cs"));
        Assert.All(Assert.Single(Of("EXPOSE")).Words, port => Assert.Contains($"\"{port}\",", command, StringComparison.Ordinal));
        Assert.Contains(Of("RUN"), run => run.Text.StartsWith("find /out -exec touch", StringComparison.Ordinal) && run.Text.Contains("@$SOURCE_DATE_EPOCH", StringComparison.Ordinal));
        Assert.Contains(Of("ARG"), arg => arg is { Stage: 0, Text: "SOURCE_DATE_EPOCH=0" });
        var version = Property("Directory.Build.props", "Version");
        Assert.Equal([0, 1], Of("ARG").Where(arg => arg.Text == $"VERSION={version}").Select(arg => arg.Stage));
        var label = Assert.Single(Of("LABEL")).Text;
        Assert.All(
            (IEnumerable<string>)["title", "description", "version", "revision", "base.name"],
            name => Assert.Contains($"org.opencontainers.image.{name}=", label, StringComparison.Ordinal));
    }

    private static string After(DockerInstruction instruction, string option) => instruction.Words[Array.IndexOf(instruction.Words, option) + 1];

    private static string AssemblyOf(string project) => Property(project, "AssemblyName") ?? Path.GetFileNameWithoutExtension(project);

    private static string? Property(string file, string name) => Element(file, name)?.Value;

    private static XElement? Element(string file, string name) => XDocument.Load(Repository.PathOf(file)).Descendants(name).FirstOrDefault();

    /// <summary>The projects and all that they refer to, as paths from the root.</summary>
    private static HashSet<string> Closure(IEnumerable<string> projects)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var rest = new Queue<string>(projects);
        while (rest.TryDequeue(out var project))
        {
            if (!found.Add(project))
            {
                continue;
            }

            foreach (var reference in XDocument.Load(Repository.PathOf(project)).Descendants("ProjectReference"))
            {
                rest.Enqueue("src/" + reference.Attribute("Include")!.Value.Replace('\\', '/').Replace("../", "", StringComparison.Ordinal));
            }
        }

        return found;
    }
}
