using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EgressGuard.Webhook.Files;

/// <summary>
/// Reads a file that an operator may have replaced by anything: what waits for a writer, such as a named pipe, or has no end must
/// neither hold up the reading of what comes after it nor fill the memory.
/// </summary>
internal static class PlainFile
{
    /// <summary>The longest file: no ConfigMap and no Secret holds more.</summary>
    public const int Limit = 1024 * 1024;

    // O_NONBLOCK | O_CLOEXEC of Linux: opening a named pipe returns at once.
    private const int OpenFlags = 0x800 | 0x80000;

    /// <summary>All bytes of the file.</summary>
    /// <exception cref="IOException">It cannot be read, is no regular file, or is too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a directory");
        }

        using var handle = Open(path);
        RequireRegular(handle, path);
        var buffer = ArrayPool<byte>.Shared.Rent(Limit + 1);
        try
        {
            var length = 0;
            while (length <= Limit && RandomAccess.Read(handle, buffer.AsSpan(length, Limit + 1 - length), length) is > 0 and var count)
            {
                length += count;
            }

            return length <= Limit
                ? buffer[..length]
                : throw new IOException($"'{path}' is longer than 1 MiB, which is more than a ConfigMap or Secret holds");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsLinux() && OpenFile(path, OpenFlags) is >= 0 and var descriptor)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        return File.OpenHandle(path); // which says best what is wrong
    }

    private static void RequireRegular(SafeFileHandle handle, string path)
    {
        try
        {
            _ = RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException exception)
        {
            throw new IOException($"'{path}' is no regular file", exception);
        }
    }

    [DllImport(
        "libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
