using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>What can stand where a file should be. Each is put in the place of the file in one step.</summary>
internal static class BrokenFile
{
    private const int Mebi = 1024 * 1024;

    /// <summary>All that are no policy, no exemptions and no certificate, by what to call them.</summary>
    public static IReadOnlyDictionary<string, Action<string>> All { get; } = new Dictionary<string, Action<string>>(StringComparer.Ordinal)
    {
        ["random bytes"] = path => Bytes(path, Random(4096)),
        ["NULs"] = path => Bytes(path, new byte[4096]),
        ["100 MiB of NULs"] = path => Replace(path, next =>
        {
            using var file = File.Create(next);
            file.SetLength(100 * Mebi);
        }),
        ["100 MiB of text"] = path => Replace(path, next =>
        {
            using var file = File.Create(next);
            for (var i = 0; i < 100; i++)
            {
                file.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("- a: [1, 2]\n#!\n", Mebi / 15))));
            }
        }),
        ["1 MiB of small values"] = path => Text(path, "spec: [" + string.Concat(Enumerable.Repeat("a,", (Mebi / 2) - 100)) + "a]\n"),
        ["deep nesting"] = path => Text(path, "spec: " + new string('[', 200_000)),
        ["deep nesting of blocks"] = path => Text(path, string.Concat(Enumerable.Repeat("- ", 200_000)) + "a\n"),
        ["aliases that multiply"] = path => Text(path, Bomb()),
        ["an alias of itself"] = path => Text(path, "spec: &a\n  b: *a\n"),
        ["a directory"] = path => Replace(path, next => Directory.CreateDirectory(next)),
        ["a named pipe"] = path => Replace(path, next =>
        {
            using var make = Process.Start("mkfifo", [next]);
            make.WaitForExit();
        }),
        ["a link to nothing"] = path => Replace(path, next => File.CreateSymbolicLink(next, path + ".nothing")),
        ["an endless device"] = path => Replace(path, next => File.CreateSymbolicLink(next, "/dev/zero")),
    };

    /// <summary>All in the long version, and otherwise those that differ most.</summary>
    public static IEnumerable<KeyValuePair<string, Action<string>>> Some =>
        All.Where(one => Length.IsLong
            || one.Key is "random bytes" or "100 MiB of text" or "deep nesting" or "aliases that multiply" or "a directory" or "a named pipe");

    /// <summary>Puts text there, in one step.</summary>
    public static void Text(string path, string text) => Bytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Lets nobody read it, but for root.</summary>
    public static void Forbid(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }
    }

    /// <summary>Takes away what is there.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path);
        }
        else
        {
            File.Delete(path);
        }
    }

    private static void Bytes(string path, byte[] bytes) => Replace(path, next => File.WriteAllBytes(next, bytes));

    private static void Replace(string path, Action<string> create)
    {
        var next = path + ".next";
        create(next);
        if (Directory.Exists(path) || Directory.Exists(next))
        {
            Remove(path); // a directory and a file do not replace each other
        }

        using var move = Process.Start("mv", ["-T", next, path]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }

    /// <summary>Nine levels of nine aliases each: 400 million values.</summary>
    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 9; level++)
        {
            text.Append(CultureInfo.InvariantCulture, $"a{level}: &a{level} [")
                .AppendJoin(", ", Enumerable.Repeat($"*a{level - 1}", 9)).Append("]\n");
        }

        return text.ToString();
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(Length.Seed).NextBytes(bytes);
        return bytes;
    }
}
