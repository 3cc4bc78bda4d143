/*
 * A disk that loses power. Loaded before the C library (LD_PRELOAD), it stands between a program and the files of one directory
 * (CREEL_DISK_DIR) and remembers for each of them what is safely on disk and what was only written. fsync makes a file's
 * writes safe; fsync of the directory makes its names safe. When the power goes, every sector of 512 bytes falls back to some
 * moment between the last fsync and now, each file's length likewise, and of the names changed since then some first part
 * stays. Those are the files that the next start finds.
 *
 * It also fails calls with an error number. A failed fsync is as on Linux: what it did not write is forgotten (reads still
 * show it, later fsyncs succeed without it) until its page of 4 KB is written again.
 *
 * A process that is killed (the test counts the generation up) loses its open files and nothing else.
 * It is steered through a page shared with the test (CREEL_DISK_CONTROL), whose places are named in SimulatedDisk.cs.
 * Not simulated: mmap (SQLite's -shm, which it makes anew after a crash), hard links, the names of directories.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { SECTOR = 512, PAGE = 4096, MAX_FD = 65536, MAX_FILES = 1024, MAX_NAMES = 4096, PATH_SIZE = 512 };
enum { WRITES = 1, SYNCS = 2, LENGTHS = 4, CREATES = 8, NAMES = 16 };

static volatile struct {
    int64_t operations, lose_at, seed, fail_kinds, fail_errno, fail_from, fail_left, swallow_syncs, lost, exit_on_loss, losses, failed, syncs, dropped, generation, round, reset;
} *control;

typedef struct { char *data; size_t size, room; } Image;
typedef struct { int is_length; int64_t moment; size_t offset, length, size_after; char *data; } Op;
typedef struct {
    int used;
    char live[PATH_SIZE], safe[PATH_SIZE];      /* its name now, and the one it would have after a loss; empty: none */
    Image now, disk;
    Op *ops; size_t count, room;                /* since the last fsync */
    unsigned char *forgotten; size_t pages;     /* written, but lost to a failed fsync */
} File;
typedef struct { char kind; File *file; char path[PATH_SIZE]; } NameOp;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *directory;
static size_t directory_length;
static File files[MAX_FILES];
static NameOp name_ops[MAX_NAMES];
static size_t name_count;
static struct { File *file; int64_t generation; char is_directory; } table[MAX_FD];

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);
static int (*real_rename)(const char *, const char *);

static void die(const char *why) { fprintf(stderr, "losing-disk: %s\n", why); _exit(99); }

static void *(*real_dlsym)(void *, const char *);

static void *next(const char *name)
{
    static const char *versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
    for (size_t i = 0; i < 3 && !real_dlsym; i++) real_dlsym = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    if (!real_dlsym) die("this C library is unknown");
    return real_dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void begin(void)
{
    if (real_open) return;
    real_close = next( "close");
    real_pwrite = next( "pwrite64");
    real_write = next( "write");
    real_fsync = next( "fsync");
    real_fdatasync = next( "fdatasync");
    real_ftruncate = next( "ftruncate64");
    real_unlink = next( "unlink");
    real_rename = next( "rename");
    real_open = next( "open64");
    const char *page = getenv("CREEL_DISK_CONTROL"), *where = getenv("CREEL_DISK_DIR");
    if (!page || !where) return;
    int fd = real_open(page, O_RDWR | O_CLOEXEC);
    if (fd < 0 || (control = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) == MAP_FAILED) die("no control page");
    real_close(fd);
    directory_length = strlen(where);
    directory = where;
}

/* ---- chance, the same for the same seed ---- */

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static uint64_t chance(uint64_t a, uint64_t b) { return mix(mix((uint64_t)control->seed * 1000003u + (uint64_t)control->round * 7919u + a) + b); }

static void trace(const char *what, const char *path, int64_t from, int64_t length, int error)
{
    static int wanted = -1;
    if (wanted < 0) wanted = getenv("CREEL_FAULTS_TRACE") != NULL;
    if (wanted) fprintf(stderr, "  %ld %s %s %ld+%ld%s\n", (long)control->operations, what, path, (long)from, (long)length, error ? " fails" : "");
}

/* ---- images ---- */

static void grow(Image *image, size_t size)
{
    if (size > image->room) {
        size_t room = size * 2 + PAGE;
        if (!(image->data = realloc(image->data, room))) die("out of memory");
        image->room = room;
    }
    if (size > image->size) {
        memset(image->data + image->size, 0, size - image->size);
        image->size = size;
    }
}

static void put(Image *image, const char *data, size_t offset, size_t length)
{
    grow(image, offset + length);
    memmove(image->data + offset, data, length);
}

static void set_length(Image *image, size_t size)
{
    grow(image, size);
    image->size = size;
}

static Op *add_op(File *file)
{
    if (file->count == file->room) {
        file->room = file->room * 2 + 16;
        if (!(file->ops = realloc(file->ops, file->room * sizeof(Op)))) die("out of memory");
    }
    Op *op = &file->ops[file->count++];
    memset(op, 0, sizeof *op);
    op->moment = control->operations;
    return op;
}

static void add_write(File *file, const char *data, size_t offset, size_t length)
{
    Op *op = add_op(file);
    op->offset = offset;
    op->length = length;
    if (!(op->data = malloc(length + 1))) die("out of memory");
    memcpy(op->data, data, length);
    put(&file->now, data, offset, length);
    op->size_after = file->now.size;
    /* A page that a failed fsync forgot is dirty again as a whole. */
    for (size_t page = offset / PAGE; page <= (offset + length - 1) / PAGE && page < file->pages; page++) {
        if (!file->forgotten[page]) continue;
        file->forgotten[page] = 0;
        size_t from = page * PAGE, to = from + PAGE < file->now.size ? from + PAGE : file->now.size;
        add_write(file, file->now.data + from, from, to - from);
    }
}

static void add_length(File *file, size_t size)
{
    set_length(&file->now, size);
    Op *op = add_op(file);
    op->is_length = 1;
    op->size_after = size;
}

static void forget_ops(File *file)
{
    for (size_t i = 0; i < file->count; i++) free(file->ops[i].data);
    file->count = 0;
}

static void all_safe(File *file)
{
    for (size_t i = 0; i < file->count; i++) {
        Op *op = &file->ops[i];
        if (op->is_length) set_length(&file->disk, op->size_after);
        else put(&file->disk, op->data, op->offset, op->length);
    }
    forget_ops(file);
}

/* ---- what is left when the power goes ---- */

enum { NOTHING, EVERYTHING, IN_ORDER, BY_PAGE, BY_SECTOR, BY_FILE, MODES };

/* How many of the file's operations a sector has seen. */
static size_t seen(File *file, int mode, int64_t until, size_t sector)
{
    uint64_t who = (uint64_t)(file - files) + 1;
    size_t before = 0;
    switch (mode) {
        case NOTHING: return 0;
        case EVERYTHING: return file->count;
        case BY_FILE: return chance(who, 77) % 2 ? file->count : 0;
        case BY_PAGE: return chance(who, sector / (PAGE / SECTOR) + 1000) % (file->count + 1);
        case BY_SECTOR: return chance(who, sector + 1000) % (file->count + 1);
        default: /* in order: the last one may be torn */
            while (before < file->count && file->ops[before].moment < until) before++;
            return before < file->count && file->ops[before].moment == until ? before + chance(who, sector + 1000) % 2 : before;
    }
}

static void lay_down(File *file, int mode, int64_t until)
{
    size_t longest = file->disk.size, sectors;
    for (size_t i = 0; i < file->count; i++) if (file->ops[i].size_after > longest) longest = file->ops[i].size_after;
    size_t length_seen = seen(file, mode, until, 1u << 30);
    size_t size = length_seen ? file->ops[length_seen - 1].size_after : file->disk.size;
    sectors = longest / SECTOR + 1;
    size_t *reached = malloc(sectors * sizeof(size_t));
    if (!reached) die("out of memory");
    for (size_t s = 0; s < sectors; s++) {
        reached[s] = seen(file, mode, until, s);
        /* Cutting a file and growing it again gives it other sectors: content follows the length. */
        for (size_t i = 0, size_before = file->disk.size; i < file->count; size_before = file->ops[i++].size_after) {
            if (!file->ops[i].is_length || file->ops[i].size_after >= size_before || s < file->ops[i].size_after / SECTOR) continue;
            if (length_seen > i && reached[s] <= i) reached[s] = i + 1;
            if (length_seen <= i && reached[s] > i) reached[s] = i;
        }
    }
    grow(&file->disk, sectors * SECTOR);
    for (size_t i = 0; i < file->count; i++) {
        Op *op = &file->ops[i];
        size_t from = op->is_length ? op->size_after : op->offset, to = op->is_length ? sectors * SECTOR : op->offset + op->length;
        for (size_t s = from / SECTOR; s * SECTOR < to; s++) {
            size_t a = s * SECTOR > from ? s * SECTOR : from, b = (s + 1) * SECTOR < to ? (s + 1) * SECTOR : to;
            if (i >= reached[s]) control->dropped++;
            else if (op->is_length) memset(file->disk.data + a, 0, b - a);
            else memcpy(file->disk.data + a, op->data + (a - op->offset), b - a);
        }
    }
    file->disk.size = size;
    free(reached);
}

static void apply_name(NameOp *op)
{
    for (size_t i = 0; op->kind == '+' && i < MAX_FILES; i++)
        if (files[i].used && strcmp(files[i].safe, op->path) == 0) files[i].safe[0] = 0;
    strcpy(op->file->safe, op->kind == '+' ? op->path : "");
}

static void write_out(const char *path, Image *image, mode_t mode)
{
    int fd = real_open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0) die("a file can't be written back");
    for (size_t done = 0; done < image->size;) {
        ssize_t n = real_pwrite(fd, image->data + done, image->size - done, (off_t)done);
        if (n <= 0) die("a file can't be written back");
        done += (size_t)n;
    }
    real_close(fd);
}

static void litter(const char *database)
{
    char path[PATH_SIZE + 8];
    snprintf(path, sizeof path, "%s-shm", database);
    if (access(path, F_OK) != 0) return;
    real_unlink(path);
    if (chance(5, 5) % 2) return;
    Image noise = {0};
    grow(&noise, 32768);
    for (size_t i = 0; i < noise.size; i++) noise.data[i] = (char)chance(6, i);
    write_out(path, &noise, 0600);
    free(noise.data);
}

static void drop(File *file)
{
    forget_ops(file);
    free(file->ops); free(file->now.data); free(file->disk.data); free(file->forgotten);
    memset(file, 0, sizeof *file);
}

static void lose_power(void)
{
    int mode = (int)(chance(1, 1) % MODES);
    trace("power", "lost", mode, 0, 0);
    int64_t first = control->operations;
    for (size_t f = 0; f < MAX_FILES; f++) if (files[f].used && files[f].count && files[f].ops[0].moment < first) first = files[f].ops[0].moment;
    int64_t until = first + (int64_t)(chance(2, 2) % (uint64_t)(control->operations - first + 1));
    size_t names = mode == NOTHING ? 0 : mode == EVERYTHING ? name_count : chance(3, 3) % (name_count + 1);
    mode_t modes[MAX_FILES];
    for (size_t i = 0; i < names; i++) apply_name(&name_ops[i]);
    for (size_t f = 0; f < MAX_FILES; f++) {
        struct stat state;
        modes[f] = 0600;
        if (!files[f].used) continue;
        lay_down(&files[f], mode, until);
        if (files[f].live[0] == 0) continue;
        if (stat(files[f].live, &state) == 0) modes[f] = state.st_mode & 0777;
        real_unlink(files[f].live);
        litter(files[f].live);
    }
    for (size_t f = 0; f < MAX_FILES; f++) {
        File *file = &files[f];
        if (!file->used) continue;
        if (file->safe[0]) write_out(file->safe, &file->disk, modes[f]);
        drop(file);
    }
    name_count = 0;
    control->generation++;
    control->losses++;
    control->round++;
    control->lose_at = 0;
    control->lost = 1;
    if (control->exit_on_loss) _exit(137);
}

/* ---- faults ---- */

static int is_dead(int fd) { return control->lost || table[fd].generation != control->generation; }

/* Counts an operation; an error number when it must fail, or when the power is gone. */
static int count(int kind)
{
    if (control->lost) return EIO;
    control->operations++;
    if ((control->fail_kinds & kind) && control->operations >= control->fail_from && control->fail_left != 0) {
        if (control->fail_left > 0) control->fail_left--;
        control->failed++;
        return (int)control->fail_errno;
    }
    return 0;
}

static int power_is_due(void) { return control->lose_at && control->operations >= control->lose_at; }

static void fail_sync(File *file)
{
    size_t size = file->now.size, pages = size / PAGE + 1;
    lay_down(file, BY_SECTOR, 0);
    forget_ops(file);
    if (pages > file->pages) {
        if (!(file->forgotten = realloc(file->forgotten, pages))) die("out of memory");
        memset(file->forgotten + file->pages, 0, pages - file->pages);
        file->pages = pages;
    }
    Image *disk = &file->disk;
    size_t disk_size = disk->size;
    grow(disk, size);
    disk->size = disk_size;
    for (size_t p = 0; p * PAGE < size; p++) {
        size_t length = (p + 1) * PAGE < size ? PAGE : size - p * PAGE;
        if (memcmp(disk->data + p * PAGE, file->now.data + p * PAGE, length) != 0) file->forgotten[p] = 1;
    }
    /* The length is no data: the next fsync writes it. */
    if (disk->size != size) add_length(file, size);
}

/* ---- files ---- */

static int is_ours(const char *path)
{
    if (!directory || strncmp(path, directory, directory_length) != 0 || path[directory_length] != '/') return 0;
    size_t length = strlen(path);
    if (length >= PATH_SIZE - 8) die("a path is too long");
    return length < 4 || strcmp(path + length - 4, "-shm") != 0;
}

static File *file_at(const char *path)
{
    for (size_t f = 0; f < MAX_FILES; f++) if (files[f].used && strcmp(files[f].live, path) == 0) return &files[f];
    return NULL;
}

static void add_name(char kind, File *file, const char *path)
{
    if (name_count == MAX_NAMES) die("too many names without an fsync of the directory");
    name_ops[name_count].kind = kind;
    name_ops[name_count].file = file;
    strcpy(name_ops[name_count++].path, path);
}

static File *new_file(const char *path, int existed)
{
    size_t f = 0;
    while (f < MAX_FILES && files[f].used) f++;
    if (f == MAX_FILES) die("too many files");
    File *file = &files[f];
    file->used = 1;
    strcpy(file->live, path);
    if (!existed) {
        add_name('+', file, path);
        return file;
    }
    strcpy(file->safe, path);
    struct stat state;
    int in = real_open(path, O_RDONLY | O_CLOEXEC);
    if (in < 0 || fstat(in, &state) != 0) die("a file can't be read");
    grow(&file->now, (size_t)state.st_size);
    for (size_t done = 0; done < file->now.size;) {
        ssize_t n = pread(in, file->now.data + done, file->now.size - done, (off_t)done);
        if (n <= 0) die("a file can't be read");
        done += (size_t)n;
    }
    real_close(in);
    put(&file->disk, file->now.data, 0, file->now.size);
    return file;
}

static int open_ours(const char *path, int flags, mode_t mode)
{
    if (control->reset) {
        for (size_t f = 0; f < MAX_FILES; f++) if (files[f].used) drop(&files[f]);
        name_count = 0;
        control->generation++;
        control->reset = 0;
    }
    struct stat state;
    int existed = lstat(path, &state) == 0, error = 0;
    if (control->lost) error = EIO;
    else if (!existed && (flags & O_CREAT)) {
        error = count(CREATES);
        if (!error && power_is_due()) { lose_power(); error = EIO; }
    }
    if (error) { errno = error; return -1; }
    /* The content before the file is emptied is what would be left. */
    File *file = existed && S_ISREG(state.st_mode) ? file_at(path) : NULL;
    if (existed && S_ISREG(state.st_mode) && !file) file = new_file(path, 1);
    int fd = real_open(path, flags, mode);
    if (fd < 0) return fd;
    if (fd >= MAX_FD) die("too many files are open");
    table[fd].generation = control->generation;
    table[fd].is_directory = existed && S_ISDIR(state.st_mode);
    if (!existed && (flags & O_CREAT)) file = new_file(path, 0);
    if (file && (flags & O_TRUNC) && file->now.size) add_length(file, 0);
    table[fd].file = file;
    return fd;
}

static int open_any(const char *path, int flags, mode_t mode)
{
    begin();
    if (!control || (!is_ours(path) && strcmp(path, directory) != 0)) return real_open(path, flags, mode);
    pthread_mutex_lock(&lock);
    int fd = open_ours(path, flags, mode);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return fd;
}

#define MODE_OF(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }
int open(const char *path, int flags, ...) { MODE_OF(flags) return open_any(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return open_any(path, flags, mode); }

static int tracked(int fd) { return control && fd >= 0 && fd < MAX_FD && (table[fd].file || table[fd].is_directory); }

int close(int fd)
{
    begin();
    if (tracked(fd)) {
        pthread_mutex_lock(&lock);
        table[fd].file = NULL;
        table[fd].is_directory = 0;
        pthread_mutex_unlock(&lock);
    }
    return real_close(fd);
}

static ssize_t write_ours(int fd, const void *data, size_t length, off_t offset)
{
    if (is_dead(fd)) { errno = EIO; return -1; }
    int error = count(WRITES);
    /* A full disk takes what there is room for. */
    if (error == ENOSPC && length > SECTOR && chance(9, (uint64_t)control->operations) % 2) { length /= 2; error = 0; }
    if (error) { errno = error; return -1; }
    trace("write", table[fd].file->live, offset, (int64_t)length, 0);
    ssize_t n = real_pwrite(fd, data, length, offset);
    if (n > 0) add_write(table[fd].file, data, (size_t)offset, (size_t)n);
    if (!power_is_due()) return n;
    lose_power();
    errno = EIO;
    return -1;
}

static ssize_t pwrite_any(int fd, const void *data, size_t length, off_t offset)
{
    begin();
    if (!tracked(fd) || length == 0) return real_pwrite(fd, data, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t n = write_ours(fd, data, length, offset);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return n;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite_any(fd, data, length, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return pwrite_any(fd, data, length, offset); }

ssize_t pwritev64(int fd, const struct iovec *parts, int count_of, off64_t offset)
{
    ssize_t all = 0;
    for (int i = 0; i < count_of; i++) {
        ssize_t n = pwrite_any(fd, parts[i].iov_base, parts[i].iov_len, offset + all);
        if (n < 0) return all ? all : n;
        all += n;
        if ((size_t)n < parts[i].iov_len) break;
    }
    return all;
}

ssize_t write(int fd, const void *data, size_t length)
{
    begin();
    if (!tracked(fd)) return real_write(fd, data, length);
    off_t offset = (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    ssize_t n = pwrite_any(fd, data, length, offset);
    if (n > 0) lseek(fd, offset + n, SEEK_SET);
    return n;
}

static int truncate_any(int fd, off_t size)
{
    begin();
    if (!tracked(fd)) return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int error = is_dead(fd) ? EIO : count(LENGTHS), result = -1;
    if (!error) {
        trace("length", table[fd].file->live, size, 0, 0);
        result = real_ftruncate(fd, size);
        error = errno;
        if (result == 0) add_length(table[fd].file, (size_t)size);
        if (power_is_due()) { lose_power(); result = -1; error = EIO; }
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

int ftruncate(int fd, off_t size) { return truncate_any(fd, size); }
int ftruncate64(int fd, off64_t size) { return truncate_any(fd, size); }

static void names_safe(void)
{
    for (size_t i = 0; i < name_count; i++) apply_name(&name_ops[i]);
    name_count = 0;
}

/* Nothing is flushed in truth: what is safe is only what this disk remembers as such. */
static int sync_ours(int fd)
{
    if (is_dead(fd)) return EIO;
    int error = count(SYNCS);
    if (power_is_due()) { lose_power(); return EIO; }
    control->syncs++;
    trace("sync", table[fd].file ? table[fd].file->live : "directory", 0, 0, error);
    if (error) {
        if (table[fd].file) fail_sync(table[fd].file);
        return error;
    }
    if (control->swallow_syncs) return 0;
    if (table[fd].file) all_safe(table[fd].file);
    else names_safe();
    return 0;
}

static int sync_any(int fd, int (*real)(int))
{
    if (!tracked(fd)) return real(fd);
    pthread_mutex_lock(&lock);
    int error = sync_ours(fd);
    pthread_mutex_unlock(&lock);
    errno = error;
    return error ? -1 : 0;
}

int fsync(int fd) { begin(); return sync_any(fd, real_fsync); }
int fdatasync(int fd) { begin(); return sync_any(fd, real_fdatasync); }

static int unlink_ours(const char *path)
{
    int error = count(NAMES);
    if (!error && power_is_due()) { lose_power(); error = EIO; }
    if (error) { errno = error; return -1; }
    File *file = file_at(path);
    struct stat state;
    if (!file && lstat(path, &state) == 0 && S_ISREG(state.st_mode)) file = new_file(path, 1);
    trace("unlink", path, 0, 0, 0);
    int result = real_unlink(path);
    if (result == 0 && file) {
        file->live[0] = 0;
        add_name('-', file, path);
    }
    return result;
}

int unlink(const char *path)
{
    begin();
    if (!control || !is_ours(path)) return real_unlink(path);
    pthread_mutex_lock(&lock);
    int result = unlink_ours(path), error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

static void move_prefix(char *path, const char *from, const char *to)
{
    size_t length = strlen(from);
    char moved[PATH_SIZE * 2];
    if (strncmp(path, from, length) != 0 || path[length] != '/') return;
    if (snprintf(moved, sizeof moved, "%s%s", to, path + length) >= PATH_SIZE) die("a path is too long");
    strcpy(path, moved);
}

static int rename_ours(const char *from, const char *to)
{
    int error = count(NAMES);
    if (!error && power_is_due()) { lose_power(); error = EIO; }
    if (error) { errno = error; return -1; }
    struct stat state;
    int is_file = lstat(from, &state) == 0 && S_ISREG(state.st_mode);
    File *file = file_at(from), *displaced = file_at(to);
    if (is_file && !file) file = new_file(from, 1);
    trace("rename", to, 0, 0, 0);
    int result = real_rename(from, to);
    if (result != 0) return result;
    if (displaced) displaced->live[0] = 0;
    if (file) {
        strcpy(file->live, to);
        add_name('+', file, to);
        return result;
    }
    for (size_t f = 0; f < MAX_FILES; f++) {
        if (!files[f].used) continue;
        move_prefix(files[f].live, from, to);
        move_prefix(files[f].safe, from, to);
    }
    for (size_t i = 0; i < name_count; i++) move_prefix(name_ops[i].path, from, to);
    return result;
}

int rename(const char *from, const char *to)
{
    begin();
    if (!control || !is_ours(from)) return real_rename(from, to);
    pthread_mutex_lock(&lock);
    int result = rename_ours(from, to), error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

/* .NET looks functions up in the C library itself, past what was loaded before it. */
void *dlsym(void *handle, const char *name)
{
    begin();
    if (handle != RTLD_NEXT && strcmp(name, "fsync") == 0) return (void *)fsync;
    if (handle != RTLD_NEXT && strcmp(name, "open") == 0) return (void *)open;
    return real_dlsym(handle, name);
}
